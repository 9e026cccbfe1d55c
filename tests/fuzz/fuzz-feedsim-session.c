/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A client of the simulated stream from its handshake to its end, over a pair of sockets: the first
 * byte says in what pieces the rest arrives.
 */
#include <gio/gio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fuzz/fuzz-target.h"
#include "simulator/feedsim-binance-client.h"

typedef struct {
  guint n_closed;
} Owner;

static void
on_closed (FeedsimClient *client,
           Owner         *owner)
{
  owner->n_closed++;
}

static void
run_pending (void)
{
  while (g_main_context_iteration (NULL, FALSE)) {
  }
}

/* Everything the session says has to be taken, else it waits for us */
static void
drain (int fd)
{
  char bytes[4096];

  while (recv (fd, bytes, sizeof bytes, MSG_DONTWAIT) > 0) {
  }
}

static void
talk (int           fd,
      const guint8 *data,
      gsize         size,
      gsize         piece)
{
  while (size > 0) {
    gsize count = MIN (piece, size);

    if (send (fd, data, count, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
      break;
    run_pending ();
    drain (fd);
    data += count;
    size -= count;
  }
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  Owner owner = { 0 };
  g_autoptr (FeedsimClient) client = NULL;
  g_autoptr (GSocket) socket = NULL;
  int ends[2];

  if (size == 0)
    return 0;
  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), ==, 0);
  socket = g_socket_new_from_fd (ends[1], NULL);
  g_assert_nonnull (socket);
  client = feedsim_binance_client_new (socket, 0);
  g_signal_connect (client, "closed", G_CALLBACK (on_closed), &owner);
  talk (ends[0], data + 1, size - 1, data[0] == 0 ? size : data[0]);
  g_assert_cmpuint (owner.n_closed, <=, 1);
  close (ends[0]);
  run_pending ();
  g_assert_cmpuint (owner.n_closed, ==, 1);
  g_assert_true (feedsim_session_is_gone (feedsim_client_get_session (client)));
  return 0;
}
