/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <accounts/accounts.h>
#include <glib/gi18n.h>
#include <locale.h>

#include "evertick-application.h"

int
main (int    argc,
      char **argv)
{
  g_autoptr (EvertickApplication) application = NULL;
  int status;

  account_forbid_dumps ();
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, EVERTICK_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  application = evertick_application_new ();
  status = g_application_run (G_APPLICATION (application), argc, argv);
  return status != 0 ? status : evertick_application_get_exit_status (application);
}
