/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <feed/feed.h>

G_BEGIN_DECLS

/* The simulated market's id */
#define EVERTICK_DEMO_VENUE "demo"

/* The library's values in the user's language; all static */
const char *evertick_words_row_state (FeedRowState state);
const char *evertick_words_link (FeedLinkState state);
const char *evertick_words_cause (FeedCause cause);
/* What it means to who reads the price */
const char *evertick_words_row_hint (FeedRowState state);
/* Icon names: a shape of its own for each, so that colour is never alone */
const char *evertick_words_row_icon (FeedRowState state);
const char *evertick_words_colour_icon (FeedColour colour);
/* Style class of the icon */
const char *evertick_words_colour_class (FeedColour colour);
/* Title of a threshold */
const char *evertick_words_threshold (FeedConfigKey key);
/* What tells a row from one of the same symbol elsewhere: "DEMO", the name of one of several accounts,
 * or NULL; venue's own text may be returned */
const char *evertick_words_badge (const char *venue);
/* The same behind a symbol in a sentence: ", demo market", ", account second", or nothing
 * (transfer full) */
char *evertick_words_dup_origin (const char *venue);
/* "Angel One", "Angel One (second)": of a venue as it is subscribed to (transfer full) */
char *evertick_words_dup_venue (const char *venue);
/* text without the provider's name before it: "wrong PIN" of "Angel One: wrong PIN"; a part of text */
const char *evertick_words_skip_venue (const char *text,
                                       const char *venue);

G_END_DECLS
