/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/net-venue.h"

#include <string.h>

#define PACE_US (100 * 1000)
#define FIRST_ID 1000

struct _NetVenue {
  NetServer *stream, *rest;
  gint64     began_us;
  int        fault;       /* atomic: scripts read it in their threads */
};

/* The market goes on whatever happens to its streams */
static gint64
trade_id (NetVenue *self)
{
  return FIRST_ID + (g_get_monotonic_time () - self->began_us) / PACE_US;
}

static gboolean
send_trade (NetVenue *self,
            NetPeer  *peer)
{
  gint64 wall_ms = g_get_real_time () / 1000;
  g_autofree char *text =
    g_strdup_printf ("{\"stream\":\"s0@trade\",\"data\":{\"e\":\"trade\",\"E\":%" G_GINT64_FORMAT
                     ",\"s\":\"S0\",\"t\":%" G_GINT64_FORMAT ",\"p\":\"100.5\",\"q\":\"1\",\"T\":%"
                     G_GINT64_FORMAT ",\"m\":true,\"M\":true}}", wall_ms, trade_id (self), wall_ms);
  g_autoptr (GBytes) frame = net_frame_new (0x81, text, strlen (text));

  return net_peer_write (peer, g_bytes_get_data (frame, NULL), g_bytes_get_size (frame));
}

/* What the client says is read and ignored; until the next trade is due */
static gboolean
listen_for_a_while (NetPeer *peer)
{
  gint64 until_us = g_get_monotonic_time () + PACE_US;
  char buffer[4096];
  gint64 left_us;

  while ((left_us = until_us - g_get_monotonic_time ()) > 0) {
    if (!g_socket_condition_timed_wait (peer->socket, G_IO_IN, left_us, peer->cancellable, NULL))
      break;
    if (g_input_stream_read (peer->input, buffer, sizeof buffer, peer->cancellable, NULL) <= 0)
      return FALSE;
  }
  return !g_cancellable_is_cancelled (peer->cancellable);
}

static void
misbehave (NetPeer      *peer,
           NetVenueFault fault)
{
  switch (fault) {
  case NET_VENUE_HANG:
    net_peer_hang (peer);
    break;
  case NET_VENUE_RESET:
    net_peer_write (peer, "\x81\x7e\x01\x00{\"stream\":", 14);
    net_peer_reset (peer);
    break;
  case NET_VENUE_INVALID:
    net_peer_write (peer, "\x81\x02\xc3\x28", 4);
    net_peer_drain (peer);
    break;
  case NET_VENUE_BROKEN:
    net_peer_write (peer, "\xf3\x02zz", 4);
    net_peer_drain (peer);
    break;
  case NET_VENUE_HEALTHY:
  default:
    break;
  }
}

static void
run_stream (NetPeer *peer)
{
  NetVenue *self = peer->data;
  NetVenueFault fault;

  if (!net_peer_upgrade (peer, NULL))
    return;
  while ((fault = g_atomic_int_get (&self->fault)) == NET_VENUE_HEALTHY) {
    if (!send_trade (self, peer) || !listen_for_a_while (peer))
      return;
  }
  misbehave (peer, fault);
}

static void
run_rest (NetPeer *peer)
{
  NetVenue *self = peer->data;
  g_autofree char *request = net_peer_read_request (peer);
  g_autofree char *body = NULL;
  g_autofree char *answer = NULL;

  if (request == NULL)
    return;
  if (strstr (request, "exchangeInfo") != NULL)
    body = g_strdup ("{\"symbols\":[]}");
  else
    body = g_strdup_printf ("[{\"symbol\":\"S0\",\"lastPrice\":\"100.5\",\"lastQty\":\"1\","
                            "\"bidPrice\":\"100\",\"bidQty\":\"1\",\"askPrice\":\"101\","
                            "\"askQty\":\"1\",\"openPrice\":\"99\",\"highPrice\":\"102\","
                            "\"lowPrice\":\"98\",\"volume\":\"5\",\"closeTime\":%" G_GINT64_FORMAT
                            ",\"lastId\":%" G_GINT64_FORMAT "}]", g_get_real_time () / 1000,
                            trade_id (self));
  answer = g_strdup_printf ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                            "Connection: close\r\nContent-Length: %zu\r\n\r\n%s", strlen (body),
                            body);
  net_peer_print (peer, answer);
}

NetVenue *
net_venue_new (void)
{
  NetVenue *self = g_new0 (NetVenue, 1);

  self->began_us = g_get_monotonic_time ();
  self->stream = net_server_new (run_stream, self);
  self->rest = net_server_new (run_rest, self);
  return self;
}

void
net_venue_set_fault (NetVenue     *self,
                     NetVenueFault fault)
{
  g_atomic_int_set (&self->fault, (int) fault);
}

char *
net_venue_get_stream_base (NetVenue *self)
{
  return g_strdup_printf ("ws://127.0.0.1:%d", net_server_get_port (self->stream));
}

char *
net_venue_get_rest_base (NetVenue *self)
{
  return g_strdup_printf ("http://127.0.0.1:%d", net_server_get_port (self->rest));
}

guint16
net_venue_get_stream_port (NetVenue *self)
{
  return net_server_get_port (self->stream);
}

guint16
net_venue_get_rest_port (NetVenue *self)
{
  return net_server_get_port (self->rest);
}

int
net_venue_get_n_streams (NetVenue *self)
{
  return net_server_get_count (self->stream);
}

void
net_venue_free (NetVenue *self)
{
  net_server_free (self->stream);
  net_server_free (self->rest);
  g_free (self);
}
