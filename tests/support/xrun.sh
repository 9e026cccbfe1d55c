#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# xrun.sh COMMAND [ARGUMENT]... : runs a command on a display and in a home folder of its own.
# Exit status: the command's. Without Xvfb it prints a TAP plan that skips everything.
set -u
command -v Xvfb >/dev/null || { echo "1..0 # SKIP no Xvfb on this machine"; exit 0; }
scratch=$(mktemp -d)
server=
clean_up() {
  if [ -n "$server" ]; then
    kill "$server" 2>/dev/null
    wait "$server" 2>/dev/null
  fi
  rm -rf "$scratch"
}
trap clean_up EXIT
mkfifo "$scratch/number"
Xvfb -displayfd 3 -screen 0 "${XRUN_SCREEN:-1280x800x24}" -nolisten tcp -noreset \
  3>"$scratch/number" 2>"$scratch/server.log" &
server=$!
if ! read -r -t 30 number <"$scratch/number"; then
  cat "$scratch/server.log" >&2
  echo "Bail out! Xvfb did not start"
  exit 1
fi
export DISPLAY=":$number" GDK_BACKEND=x11 HOME="$scratch/home" XDG_RUNTIME_DIR="$scratch/run"
unset WAYLAND_DISPLAY
mkdir -m 700 "$HOME" "$XDG_RUNTIME_DIR"
export XDG_CONFIG_HOME="$HOME/.config" XDG_DATA_HOME="$HOME/.local/share"
export XDG_CACHE_HOME="$HOME/.cache"
"$@"
