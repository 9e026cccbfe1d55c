/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* All of the library that others see. */
#include "feed/core/feed-clock.h"
#include "feed/core/feed-config.h"
#include "feed/core/feed-decimal.h"
#include "feed/core/feed-error.h"
#include "feed/core/feed-gap.h"
#include "feed/core/feed-link.h"
#include "feed/core/feed-row-state.h"
#include "feed/core/feed-tick.h"
#include "feed/feed-board.h"
#include "feed/feed-event-log.h"
#include "feed/feed-event.h"
#include "feed/feed-health.h"
#include "feed/feed-history.h"
#include "feed/feed-instrument.h"
#include "feed/feed-keeper.h"
#include "feed/feed-manager.h"
#include "feed/feed-settings.h"
#include "feed/providers/feed-provider-registry.h"
