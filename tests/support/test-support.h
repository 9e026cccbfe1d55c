/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* How often to repeat what a sanitizer makes many times as slow */
#ifdef __SANITIZE_ADDRESS__
#define TEST_REPEAT(n) ((n) / 10)
#else
#define TEST_REPEAT(n) (n)
#endif

typedef gboolean (*TestCondition) (gpointer user_data);

/* Runs the thread-default main context until condition holds; FALSE after deadline_ms */
gboolean test_wait_until (TestCondition condition,
                          gpointer      user_data,
                          guint         deadline_ms);
/* The path of a recorded capture, or NULL after g_test_skip() where there are none on this machine
 * (transfer full) */
char *test_capture_path (const char *relative);
/* A file of the project's own fixtures below tests/ (transfer full) */
char *test_fixture_path (const char *relative);
/* Processor time of this thread so far, for benches */
gint64 test_thread_cpu_ns (void);

G_END_DECLS
