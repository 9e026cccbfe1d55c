/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * A story is a script: what goes wrong when, and what a trader has to see by then. It runs through
 * the whole library but its sockets, in virtual time. One line is one step; "#" begins a comment.
 *
 *   subscribe N               symbols S0 to SN-1; "unsubscribe I" and "resubscribe I" are of one
 *   exchange NAME             what is subscribed from here on keeps that exchange's hours
 *   clock 2026-11-26T09:14:50 the clock on the wall is set to that time of India
 *   start, stop
 *   at 30, wait 2.5           time passes, until so long after the first start, or for so long
 *   fault NAME [VALUE]        as in SimFaults: "fault mute", "fault trade_interval 0.25"
 *   heal [NAME]               the fault is over, or all are
 *   account [second]          what is subscribed is at a venue with accounts, or at the second of one
 *   log-in PIN                its account is set; "expire-token": its session is good no more
 *   told WORDS                a line of the log has them
 *   close CODE, shutdown, garbage N, restart-ids, tell EVENT, wall SECONDS, thresholds
 *   mark                      what is counted is counted from here
 *   expect WHAT OP VALUE      holds now
 *   within SECONDS WHAT OP VALUE    begins to hold before; "silence+5" is T_soft as of now, and 5
 *   always WHAT OP VALUE      holds at each step from here, until "release"
 *   figure WORDS              the time that the last "within" took is printed
 *
 * WHAT is link, colour, reason, polling, session, row.I, safe.I, or a number: see story-facts.c.
 */
void story_run (const char *script);

G_END_DECLS
