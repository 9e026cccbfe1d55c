/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asked by the leak check of a sanitizer build. libsecret (0.20.5) loses a little of each file and of
 * each answer that it reads, in GIO's callbacks, where no stack has its name to be left out by. */
int __lsan_is_turned_off (void);

int
__lsan_is_turned_off (void)
{
  return 1;
}
