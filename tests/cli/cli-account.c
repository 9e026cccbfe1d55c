/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-account.h"

/* As the simulator calls it, and feedctl */
static const struct {
  const char *member, *variable;
} FIELDS[] = {
  { "client_code", "EVERTICK_ANGEL_ONE_CLIENT_CODE" },
  { "pin", "EVERTICK_ANGEL_ONE_PIN" },
  { "api_key", "EVERTICK_ANGEL_ONE_API_KEY" },
  { "totp_secret", "EVERTICK_ANGEL_ONE_TOTP_SECRET" },
};

CliAccount *
cli_account_new (CliSimulator *simulator)
{
  CliAccount *self = g_new0 (CliAccount, 1);

  g_setenv ("HOME", g_get_home_dir (), TRUE);
  g_setenv ("XDG_CACHE_HOME", g_get_user_cache_dir (), TRUE);
  g_setenv ("XDG_CONFIG_HOME", g_get_user_config_dir (), TRUE);
  g_setenv ("XDG_DATA_HOME", g_get_user_data_dir (), TRUE);
  g_setenv ("XDG_STATE_HOME", g_get_user_state_dir (), TRUE);
  self->simulator = simulator;
  self->announced = cli_parse_line (simulator->child->lines->pdata[0]);
  for (guint i = 0; i < G_N_ELEMENTS (FIELDS); i++)
    g_setenv (FIELDS[i].variable, cli_account_get (self, FIELDS[i].member), TRUE);
  return self;
}

void
cli_account_free (CliAccount *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (FIELDS); i++)
    g_unsetenv (FIELDS[i].variable);
  json_node_unref (self->announced);
  cli_simulator_free (self->simulator);
  g_free (self);
}

const char *
cli_account_get (CliAccount *self,
                 const char *member)
{
  JsonObject *all = json_node_get_object (self->announced);

  return json_object_get_string_member (json_object_get_object_member (all, "account"), member);
}

const char *
cli_account_get_address (CliAccount *self,
                         const char *member)
{
  return json_object_get_string_member (json_node_get_object (self->announced), member);
}

CliChild *
cli_account_watch (CliAccount        *self,
                   const char *const *symbols,
                   const char        *mode,
                   const char        *duration)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  const char *const options[] = {
    "--mode", mode, "--format", "ndjson", "--stream", self->simulator->stream, "--rest",
    self->simulator->rest, "--instruments", cli_account_get_address (self, "instruments"),
    duration != NULL ? "--duration" : NULL, duration,
  };

  g_ptr_array_add (arguments, (gpointer) "watch");
  g_ptr_array_add (arguments, (gpointer) "angel-one");
  for (guint i = 0; symbols[i] != NULL; i++)
    g_ptr_array_add (arguments, (gpointer) symbols[i]);
  for (guint i = 0; i < G_N_ELEMENTS (options) && options[i] != NULL; i++)
    g_ptr_array_add (arguments, (gpointer) options[i]);
  g_ptr_array_add (arguments, NULL);
  return cli_child_newv ((const char *const *) arguments->pdata, TRUE);
}
