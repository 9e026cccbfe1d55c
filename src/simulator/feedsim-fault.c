/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-fault.h"

#include <math.h>
#include <string.h>

G_DEFINE_BOXED_TYPE (FeedsimFault, feedsim_fault, feedsim_fault_copy, feedsim_fault_free)

#define MAX_FAULTS 64
#define MAX_SECONDS 31536000.0

typedef enum {
  ARGUMENT_NONE,
  ARGUMENT_CLOSE_CODE,
  ARGUMENT_STATUS,
  ARGUMENT_SECONDS,
  ARGUMENT_GARBAGE,
  ARGUMENT_SHARE,      /* per cent of the symbols, or one symbol */
  ARGUMENT_RATE,       /* a second */
  ARGUMENT_SKEW,       /* seconds, either way */
  ARGUMENT_SCOPE,
} Argument;

typedef struct {
  const char       *name;
  const char       *usage;
  const char       *summary;
  Argument          argument;
  gint64            fallback; /* for the argument; -1: it must be given */
  FeedsimFaultFlags flags;
} Kind;

static const Kind KINDS[] = {
  [FEEDSIM_FAULT_MUTE] = {
    "mute", " [SYMBOL|N%]", "no data but answers to pings and requests; only of some symbols",
    ARGUMENT_SHARE, 100,
  },
  [FEEDSIM_FAULT_HALF_OPEN] = {
    "half-open", "", "stream connections stay open, neither read nor written",
    .flags = FEEDSIM_FAULT_FLAG_BARS,
  },
  [FEEDSIM_FAULT_CLOSE] = {
    "close", " [CODE]", "a close frame to every stream connection (1001)",
    ARGUMENT_CLOSE_CODE, 1001, FEEDSIM_FAULT_FLAG_INSTANT,
  },
  [FEEDSIM_FAULT_RESET] = {
    "reset", "", "every stream connection is reset (RST)",
    .flags = FEEDSIM_FAULT_FLAG_INSTANT,
  },
  [FEEDSIM_FAULT_REFUSE] = {
    "refuse", "", "the stream port refuses connections; those there are cut",
    .flags = FEEDSIM_FAULT_FLAG_BARS,
  },
  [FEEDSIM_FAULT_GARBAGE] = {
    "garbage", " [KIND]", "text, binary, invalid-utf8, large or huge-header among the data",
    ARGUMENT_GARBAGE, FEEDSIM_GARBAGE_TEXT,
  },
  [FEEDSIM_FAULT_TRUNCATE] = {
    "truncate", "", "about every second message is cut in the middle",
  },
  [FEEDSIM_FAULT_HTTP] = {
    "http", " STATUS", "REST answers with this status",
    ARGUMENT_STATUS, -1,
  },
  [FEEDSIM_FAULT_RETRY_AFTER] = {
    "retry-after", " SECONDS", "REST answers 429 with Retry-After",
    ARGUMENT_SECONDS, -1,
  },
  [FEEDSIM_FAULT_BIG_BODY] = { "big-body", "", "REST answers with 50 MB" },
  [FEEDSIM_FAULT_HTML] = { "html", "", "REST answers 200 with a page of HTML" },
  [FEEDSIM_FAULT_BLACKHOLE] = {
    "blackhole", "", "new stream connections are accepted and never answered",
    .flags = FEEDSIM_FAULT_FLAG_BARS,
  },
  [FEEDSIM_FAULT_REST_HANG] = { "rest-hang", "", "REST does not answer" },
  [FEEDSIM_FAULT_DROP_SUBSCRIPTIONS] = {
    "drop-subscriptions", "", "what was subscribed is forgotten, silently",
    .flags = FEEDSIM_FAULT_FLAG_INSTANT,
  },
  [FEEDSIM_FAULT_HTTP_STREAM] = {
    "http-stream", " STATUS", "the stream's handshake is refused with this status",
    ARGUMENT_STATUS, -1, FEEDSIM_FAULT_FLAG_BARS,
  },
  [FEEDSIM_FAULT_SERVER_SHUTDOWN] = {
    "server-shutdown", " [SECONDS]", "announced; so much later streams are closed (5)",
    ARGUMENT_SECONDS, 5, FEEDSIM_FAULT_FLAG_INSTANT,
  },
  [FEEDSIM_FAULT_SLOW] = {
    "slow", " [BYTES]", "so many bytes a second and no more on each stream (1000)",
    ARGUMENT_RATE, 1000,
  },
  [FEEDSIM_FAULT_FLOOD] = {
    "flood", " [N]", "what was said last is repeated, N messages a second (5000)",
    ARGUMENT_RATE, 5000,
  },
  [FEEDSIM_FAULT_STALE_SNAPSHOT] = {
    "stale-snapshot", "", "who subscribes first gets each symbol's trade of five weeks ago",
  },
  [FEEDSIM_FAULT_CLOCK_SKEW] = {
    "clock-skew", " [SECONDS]", "the venue's clock is ahead (30) or, negative, behind; not a recording's",
    ARGUMENT_SKEW, 30,
  },
  [FEEDSIM_FAULT_EXPIRE_TOKEN] = {
    "expire-token", " [SCOPE]",
    "log-ins end: close, keep (open streams stay) or all, as in the night (no refresh)",
    ARGUMENT_SCOPE, 0, FEEDSIM_FAULT_FLAG_INSTANT,
  },
};

static const char *const GARBAGE_NAMES[] = {
  "text", "binary", "invalid-utf8", "large", "huge-header",
};

/* In the order of FeedsimScope */
static const char *const SCOPE_NAMES[] = { "close", "keep", "all" };

static gboolean
parse_seconds (const char *text,
               gint64     *us)
{
  char *end = NULL;
  double value = g_ascii_isdigit (*text) ? g_ascii_strtod (text, &end) : -1;
  double unit = -1;

  if (value < 0)
    return FALSE;
  if (*end == '\0' || g_str_equal (end, "s"))
    unit = 1;
  else if (g_str_equal (end, "ms"))
    unit = 0.001;
  else if (g_str_equal (end, "m"))
    unit = 60;
  else if (g_str_equal (end, "h"))
    unit = 3600;
  if (unit < 0 || !isfinite (value) || value * unit > MAX_SECONDS)
    return FALSE;
  *us = llround (value * unit * G_USEC_PER_SEC);
  return TRUE;
}

static gboolean
parse_number (const char *text,
              gint64      least,
              gint64      most,
              gint64     *number)
{
  guint64 value = 0;

  if (!g_ascii_string_to_unsigned (text, 10, (guint64) least, (guint64) most, &value, NULL))
    return FALSE;
  *number = (gint64) value;
  return TRUE;
}

static gboolean
parse_skew (const char *text,
            gint64     *seconds)
{
  gboolean negative = *text == '-';

  if (!parse_number (text + (negative ? 1 : 0), 1, 86400, seconds))
    return FALSE;
  if (negative)
    *seconds = -*seconds;
  return TRUE;
}

/* `10%`, or a symbol, which may bear its exchange (NSE:Nifty 50); whether the market has it is not asked */
static gboolean
parse_share (const char   *text,
             FeedsimFault *fault)
{
  gsize length = strlen (text);
  g_autofree char *number = g_strndup (text, length > 0 ? length - 1 : 0);

  if (g_str_has_suffix (text, "%"))
    return parse_number (number, 1, 100, &fault->argument);
  if (length >= sizeof fault->symbol)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (strchr (text, ':') != NULL ? !g_ascii_isprint (text[i]) :
        !g_ascii_isupper (text[i]) && !(i > 0 && g_ascii_isdigit (text[i])))
      return FALSE;
  g_strlcpy (fault->symbol, text, sizeof fault->symbol);
  return TRUE;
}

static gboolean
parse_name (const char        *text,
            const char *const *names,
            gsize              n_names,
            gint64            *index)
{
  for (gsize i = 0; i < n_names; i++)
    if (g_str_equal (text, names[i])) {
      *index = (gint64) i;
      return TRUE;
    }
  return FALSE;
}

static gboolean
parse_argument (const Kind   *kind,
                const char   *text,
                FeedsimFault *fault)
{
  gint64 *argument = &fault->argument;

  *argument = kind->fallback;
  if (text == NULL)
    return kind->fallback >= 0;
  switch (kind->argument) {
  case ARGUMENT_CLOSE_CODE:
    return parse_number (text, 1000, 4999, argument);
  case ARGUMENT_STATUS:
    return parse_number (text, 400, 599, argument);
  case ARGUMENT_SECONDS:
    return parse_number (text, 0, 86400, argument);
  case ARGUMENT_GARBAGE:
    return parse_name (text, GARBAGE_NAMES, G_N_ELEMENTS (GARBAGE_NAMES), argument);
  case ARGUMENT_SCOPE:
    return parse_name (text, SCOPE_NAMES, G_N_ELEMENTS (SCOPE_NAMES), argument);
  case ARGUMENT_SHARE:
    return parse_share (text, fault);
  case ARGUMENT_RATE:
    return parse_number (text, 10, 1000000, argument);
  case ARGUMENT_SKEW:
    return parse_skew (text, argument);
  case ARGUMENT_NONE:
  default:
    return FALSE;
  }
}

/* Cuts what follows the separator off the text and reads it as a time. */
static gboolean
cut_time (char   *text,
          char    separator,
          gint64  absent,
          gint64 *us)
{
  char *found = strchr (text, separator);

  *us = absent;
  if (found == NULL)
    return TRUE;
  *found = '\0';
  return parse_seconds (g_strstrip (found + 1), us);
}

static FeedsimFault *
parse_one (const char *text,
           GError    **error)
{
  g_autofree char *rest = g_strdup (text);
  g_autofree FeedsimFault *fault = g_new0 (FeedsimFault, 1);
  const char *trouble = "there is no such fault";
  char *argument;

  if (!cut_time (rest, '+', -1, &fault->duration_us) ||
      !cut_time (rest, '@', 0, &fault->start_us)) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 "fault “%s”: a time is not like 15s, 500ms or 2m", text);
    return NULL;
  }
  g_strstrip (rest);
  argument = strpbrk (rest, " \t");
  if (argument != NULL) {
    *argument = '\0';
    g_strstrip (++argument);
  }
  for (guint i = 0; i < G_N_ELEMENTS (KINDS); i++) {
    if (!g_str_equal (rest, KINDS[i].name))
      continue;
    fault->kind = i;
    if (parse_argument (&KINDS[i], argument, fault))
      return g_steal_pointer (&fault);
    trouble = argument == NULL ? "its argument is missing" : "its argument makes no sense";
  }
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "fault “%s”: %s", text, trouble);
  return NULL;
}

FeedsimFault *
feedsim_fault_copy (const FeedsimFault *self)
{
  return g_memdup2 (self, sizeof *self);
}

void
feedsim_fault_free (FeedsimFault *self)
{
  g_free (self);
}

/**
 * feedsim_fault_parse_list:
 * @text: one fault or several between commas
 * @error: return location for G_IO_ERROR_INVALID_ARGUMENT
 *
 * Returns: (transfer full) (nullable) (element-type FeedsimFault): all of them, or none
 */
GPtrArray *
feedsim_fault_parse_list (const char *text,
                          GError    **error)
{
  g_autoptr (GPtrArray) faults = NULL;
  g_auto (GStrv) parts = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  if (!g_utf8_validate (text, -1, NULL)) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "a fault is not UTF-8 text");
    return NULL;
  }
  faults = g_ptr_array_new_with_free_func ((GDestroyNotify) feedsim_fault_free);
  parts = g_strsplit (text, ",", MAX_FAULTS + 1);
  for (guint i = 0; i == 0 || parts[i] != NULL; i++) {
    FeedsimFault *fault = parse_one (parts[i] != NULL ? g_strstrip (parts[i]) : "", error);

    if (fault == NULL)
      return NULL;
    g_ptr_array_add (faults, fault);
  }
  return g_steal_pointer (&faults);
}

static void
append_time (GString    *out,
             const char *before,
             gint64      us)
{
  int fraction = (int) (us % G_USEC_PER_SEC);

  g_string_append_printf (out, "%s%" G_GINT64_FORMAT, before, us / G_USEC_PER_SEC);
  if (fraction != 0) {
    g_string_append_printf (out, ".%06d", fraction);
    while (out->str[out->len - 1] == '0')
      g_string_truncate (out, out->len - 1);
  }
  g_string_append_c (out, 's');
}

/**
 * feedsim_fault_get_label:
 * @self: a fault
 *
 * Returns: (transfer full): its name and argument, without its times
 */
char *
feedsim_fault_get_label (const FeedsimFault *self)
{
  const Kind *kind = &KINDS[self->kind];
  GString *text = g_string_new (kind->name);

  if (self->symbol[0] != '\0')
    g_string_append_printf (text, " %s", self->symbol);
  else if (kind->argument == ARGUMENT_SHARE)
    g_string_append_printf (text, self->argument < 100 ? " %" G_GINT64_FORMAT "%%" : "",
                            self->argument);
  else if (kind->argument == ARGUMENT_GARBAGE)
    g_string_append_printf (text, " %s", GARBAGE_NAMES[self->argument]);
  else if (kind->argument == ARGUMENT_SCOPE)
    g_string_append_printf (text, " %s", SCOPE_NAMES[self->argument]);
  else if (kind->argument != ARGUMENT_NONE)
    g_string_append_printf (text, " %" G_GINT64_FORMAT, self->argument);
  return g_string_free (text, FALSE);
}

/**
 * feedsim_fault_to_string:
 * @self: a fault
 *
 * Returns: (transfer full): the text that makes it again
 */
char *
feedsim_fault_to_string (const FeedsimFault *self)
{
  g_autofree char *label = feedsim_fault_get_label (self);
  GString *text = g_string_new (label);

  append_time (text, "@", self->start_us);
  if (self->duration_us >= 0)
    append_time (text, "+", self->duration_us);
  return g_string_free (text, FALSE);
}

FeedsimFaultFlags
feedsim_fault_get_flags (FeedsimFaultKind kind)
{
  return KINDS[kind].flags;
}

/**
 * feedsim_fault_describe:
 * @index: from 0
 * @usage: (out) (transfer full): how it is written
 *
 * Returns: what it does, %NULL after the last
 */
const char *
feedsim_fault_describe (guint  index,
                        char **usage)
{
  if (index >= G_N_ELEMENTS (KINDS))
    return NULL;
  *usage = g_strconcat (KINDS[index].name, KINDS[index].usage, NULL);
  return KINDS[index].summary;
}
