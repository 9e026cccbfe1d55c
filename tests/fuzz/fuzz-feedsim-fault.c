/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The grammar of faults, which comes by --fault and by the control port: a text is refused with a
 * reason, or means faults that can be written down and read back.
 */
#include "fuzz/fuzz-target.h"
#include "simulator/feedsim-fault.h"

static void
check_fault (const FeedsimFault *fault)
{
  g_autofree char *text = feedsim_fault_to_string (fault);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) again = feedsim_fault_parse_list (text, &error);
  const FeedsimFault *read;

  g_assert_no_error (error);
  g_assert_cmpuint (again->len, ==, 1);
  read = g_ptr_array_index (again, 0);
  g_assert_cmpint (fault->kind, ==, read->kind);
  g_assert_cmpint (fault->argument, ==, read->argument);
  g_assert_cmpstr (fault->symbol, ==, read->symbol);
  g_assert_cmpint (fault->start_us, ==, read->start_us);
  g_assert_cmpint (fault->duration_us, ==, read->duration_us);
  g_assert_cmpint (fault->start_us, >=, 0);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) faults = feedsim_fault_parse_list (text, &error);

  g_assert_true ((faults == NULL) == (error != NULL));
  if (error != NULL)
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
  for (guint i = 0; faults != NULL && i < faults->len; i++)
    check_fault (g_ptr_array_index (faults, i));
  return 0;
}
