/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What is searched of a listing, and how a query asks for it.
 */
#include "feed/store/feed-catalog-words.h"

#include <math.h>
#include <string.h>

/* Of a query: what nobody types is not looked for */
#define MAX_QUERY 200
#define MAX_WORDS 8
#define MAX_TRIGRAMS 24
/* What may be anywhere has at least so many characters */
#define ANYWHERE_LENGTH 3

typedef enum {
  BLANK,
  DIGIT,
  LETTER,
} Sort;

static Sort
sort_of (char c)
{
  if (g_ascii_isdigit (c))
    return DIGIT;
  /* Bytes of other scripts are letters */
  return g_ascii_isalpha (c) || (c & 0x80) != 0 ? LETTER : BLANK;
}

/* A word that begins one that is there is found already */
static void
append_word (GString    *out,
             const char *word,
             gsize       length)
{
  gsize before = out->len;

  g_string_append (out, "  ");
  for (gsize i = 0; i < length; i++)
    g_string_append_c (out, g_ascii_toupper (word[i]));
  if (before > 0) {
    g_autofree char *whole = g_strdup (out->str + before);

    out->str[before] = '\0';
    if (strstr (out->str, whole) == NULL)
      out->str[before] = ' ';
    else
      g_string_truncate (out, before);
  }
}

static void
append_words (GString    *out,
              const char *text,
              guint       max)
{
  while (*text != '\0' && max > 0) {
    Sort sort = sort_of (*text);
    const char *start = text;

    while (*text != '\0' && sort_of (*text) == sort)
      text++;
    if (sort == BLANK)
      continue;
    append_word (out, start, (gsize) (text - start));
    max--;
  }
}

static const char *
kind_words (FeedListingKind kind)
{
  static const char *const words[FEED_N_LISTING_KINDS] = {
    [FEED_LISTING_INDEX] = "INDEX",
    [FEED_LISTING_EQUITY] = "EQUITY",
    [FEED_LISTING_SPOT] = "SPOT",
    [FEED_LISTING_FUTURE] = "FUTURE",
    [FEED_LISTING_CALL] = "CE CALL",
    [FEED_LISTING_PUT] = "PE PUT",
    [FEED_LISTING_OTHER] = "",
  };

  return words[kind];
}

static void
append_expiry (GString *out,
               int      expiry)
{
  static const char *const months[] = {
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
  };
  int month = expiry / 100 % 100;
  char text[40];

  if (expiry <= 0 || month < 1 || month > 12)
    return;
  g_snprintf (text, sizeof text, "%02d %s %d", expiry % 100, months[month - 1], expiry / 10000);
  append_words (out, text, G_MAXUINT);
}

void
feed_catalog_words_of_listing (const FeedListing *listing,
                               GString           *out)
{
  char strike[G_ASCII_DTOSTR_BUF_SIZE];

  append_words (out, listing->name, G_MAXUINT);
  append_words (out, listing->symbol, G_MAXUINT);
  append_words (out, listing->exchange, G_MAXUINT);
  append_expiry (out, listing->expiry);
  if (isfinite (listing->strike) && listing->strike > 0)
    append_words (out, g_ascii_formatd (strike, sizeof strike, "%.10g", listing->strike),
                  G_MAXUINT);
  append_words (out, kind_words (listing->kind), G_MAXUINT);
}

void
feed_catalog_words_of_query (const char *text,
                             GString    *out)
{
  g_autofree char *valid = g_utf8_make_valid (text, (gssize) strnlen (text, MAX_QUERY));

  append_words (out, valid, MAX_WORDS);
}

/* The next word of a query, with the two blanks before it; NULL at the end */
static const char *
next_word (const char **at,
           gsize       *length)
{
  const char *start = *at;
  const char *end;

  if (*start == '\0')
    return NULL;
  end = strstr (start + 2, "  ");
  *length = end != NULL ? (gsize) (end - start) : strlen (start);
  *at = start + *length;
  return start;
}

static gboolean
may_be_anywhere (const char *word,
                 gsize       length)
{
  return g_utf8_strlen (word + 2, (gssize) length - 2) >= ANYWHERE_LENGTH;
}

gboolean
feed_catalog_words_match (const char *query,
                          const char *words,
                          gboolean    anywhere)
{
  const char *word;
  gsize length;

  while ((word = next_word (&query, &length)) != NULL) {
    gsize skip = anywhere && may_be_anywhere (word, length) ? 2 : 0;

    if (memmem (words, strlen (words), word + skip, length - skip) == NULL)
      return FALSE;
  }
  return TRUE;
}

gboolean
feed_catalog_words_may_be_anywhere (const char *query)
{
  const char *word;
  gsize length;

  while ((word = next_word (&query, &length)) != NULL) {
    if (may_be_anywhere (word, length))
      return TRUE;
  }
  return FALSE;
}

void
feed_catalog_words_to_match (const char *query,
                             gboolean    anywhere,
                             GString    *out)
{
  guint left = MAX_TRIGRAMS;
  const char *word;
  gsize length;

  while ((word = next_word (&query, &length)) != NULL) {
    gboolean whole = g_utf8_strlen (word + 2, (gssize) length - 2) > 1;
    gsize skip = anywhere && may_be_anywhere (word, length) ? 2 : whole ? 1 : 0;
    const char *end = word + length;

    /* One blank says that a word begins here, where a second character follows */
    for (const char *at = word + skip; left > 0; at = g_utf8_next_char (at), left--) {
      const char *third = at;

      for (guint i = 0; i < 3 && third != NULL; i++)
        third = third < end ? g_utf8_next_char (third) : NULL;
      if (third == NULL)
        break;
      g_string_append_printf (out, "%s\"%.*s\"", out->len > 0 ? " " : "", (int) (third - at), at);
    }
  }
}
