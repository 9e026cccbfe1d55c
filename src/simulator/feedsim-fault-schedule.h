/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "simulator/feedsim-fault.h"

G_BEGIN_DECLS

#define FEEDSIM_TYPE_FAULT_SCHEDULE (feedsim_fault_schedule_get_type ())
G_DECLARE_FINAL_TYPE (FeedsimFaultSchedule, feedsim_fault_schedule, FEEDSIM, FAULT_SCHEDULE,
                      GObject)

FeedsimFaultSchedule *feedsim_fault_schedule_new (void);
void feedsim_fault_schedule_set_log_in (FeedsimFaultSchedule *self,
                                        gboolean              has_log_in);
gboolean   feedsim_fault_schedule_has_log_in (FeedsimFaultSchedule *self);
GPtrArray *feedsim_fault_schedule_parse (FeedsimFaultSchedule *self,
                                         const char           *text,
                                         GError              **error);
void feedsim_fault_schedule_add (FeedsimFaultSchedule *self,
                                 const FeedsimFault   *fault);
void feedsim_fault_schedule_add_now (FeedsimFaultSchedule *self,
                                     const FeedsimFault   *fault);
void     feedsim_fault_schedule_anchor (FeedsimFaultSchedule *self);
void     feedsim_fault_schedule_heal (FeedsimFaultSchedule *self);
gboolean feedsim_fault_schedule_heal_one (FeedsimFaultSchedule *self,
                                          guint                 id);
gint64 feedsim_fault_schedule_get_remaining_us (FeedsimFaultSchedule *self,
                                                guint                 id);
const FeedsimFault *feedsim_fault_schedule_find (FeedsimFaultSchedule *self,
                                                 FeedsimFaultKind      kind);
GPtrArray *feedsim_fault_schedule_list (FeedsimFaultSchedule *self,
                                        gboolean              active);

G_END_DECLS
