# SPDX-License-Identifier: GPL-3.0-or-later
# Stopped at any moment: nothing follows, and it starts again
subscribe 2
start
wait 0.037
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 0.074
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 0.111
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 0.148
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 0.185
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 0.222
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 0.259
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 0.296
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 0.333
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 0.370
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 0.407
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 0.444
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 0.481
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 0.518
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 0.555
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 0.592
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 0.629
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 0.666
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 0.703
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 0.740
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 0.777
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 0.814
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 0.851
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 0.888
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 0.925
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 0.962
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 0.999
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 1.036
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 1.073
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 1.110
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 1.147
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 1.184
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 1.221
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 1.258
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 1.295
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 1.332
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 1.369
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 1.406
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 1.443
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 1.480
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 1.517
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 1.554
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 1.591
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 1.628
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 1.665
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 1.702
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 1.739
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 1.776
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 1.813
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 1.850
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 1.887
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 1.924
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 1.961
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 1.998
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 2.035
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 2.072
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 2.109
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 2.146
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
wait 2.183
stop
mark
always stream = 0
always polled = 0
always requests = 0
always dials = 0
wait 20
release
start
