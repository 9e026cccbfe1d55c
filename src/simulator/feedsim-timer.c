/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-timer.h"

/**
 * feedsim_timer_new:
 * @name: (transfer none): a static name for the source
 * @interval_ms: between calls
 * @callback: what to call
 * @user_data: for it
 *
 * Returns: (transfer full): a timeout in the thread-default main context
 */
GSource *
feedsim_timer_new (const char *name,
                   guint       interval_ms,
                   GSourceFunc callback,
                   gpointer    user_data)
{
  GSource *source = g_timeout_source_new (interval_ms);

  g_source_set_static_name (source, name);
  g_source_set_callback (source, callback, user_data, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
  return source;
}

/**
 * feedsim_timer_drop:
 * @source: (inout) (nullable): any source; it is destroyed and forgotten
 */
void
feedsim_timer_drop (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}
