/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EvertickFaultKind:
 *
 * What can be broken for practice. text: as the simulator takes it, with an argument where it needs
 * one. summary: what it does, to be translated. is_instant: it happens once and does not last.
 * is_impossible: the demo market has nothing that could break like this; summary says why.
 */
typedef struct {
  const char *text;
  const char *summary;
  gboolean    is_instant;
  gboolean    is_impossible;
} EvertickFaultKind;

/* NULL behind the last */
const EvertickFaultKind *evertick_faults_get (guint index);
/* What the simulator is told, such as “fault mute@0s+20s” (transfer full) */
char *evertick_faults_make_command (const EvertickFaultKind *kind,
                                    guint                    seconds);
/* Of a fault that lasts until now + left_us; -1: until it is healed (transfer full) */
char *evertick_faults_dup_remaining (gint64 left_us);

/* What the fault log says in one line */
typedef struct {
  gboolean began;         /* or ended */
  guint    id;
  char    *fault;
  gint64   duration_us;   /* 0: it happens once; -1: until it is healed */
} EvertickFaultNews;

/* FALSE for a line of another kind */
gboolean evertick_faults_parse_news (const char        *line,
                                     EvertickFaultNews *news);
void evertick_fault_news_clear (EvertickFaultNews *news);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EvertickFaultNews, evertick_fault_news_clear)

G_END_DECLS
