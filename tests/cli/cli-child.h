/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* A running feedctl; what it prints is gathered while the main context runs */
typedef struct {
  GSubprocess      *process;
  GPtrArray        *lines;      /* of standard output, without their newlines */
  GString          *errors;     /* standard error */
  GDataInputStream *out;
  GInputStream     *err;
  GCancellable     *cancellable;
  char              buffer[4096];
  guint             n_reading;
} CliChild;

/* A simulator and where it is */
typedef struct {
  CliChild *child;
  char     *stream, *rest;
} CliSimulator;

/* Arguments of feedctl, NULL last */
CliChild *cli_child_new (const char *first,
                         ...) G_GNUC_NULL_TERMINATED;
CliChild *cli_child_newv (const char *const *arguments,
                          gboolean           read_output);
void cli_child_free (CliChild *self);
/* Waits for its end; returns the exit code, −1 where a signal ended it */
int cli_child_wait (CliChild *self,
                    guint     deadline_ms);
gboolean cli_child_has_line (CliChild   *self,
                             const char *part,
                             guint       deadline_ms);

/* Venue and more arguments of feedctl simulate, NULL last */
CliSimulator *cli_simulator_new (const char *first,
                                 ...) G_GNUC_NULL_TERMINATED;
void cli_simulator_free (CliSimulator *self);

/* A line that is a JSON object (transfer full) */
JsonNode *cli_parse_line (const char *line);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliChild, cli_child_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliSimulator, cli_simulator_free)

G_END_DECLS
