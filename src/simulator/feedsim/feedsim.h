/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The simulator's public face: everyone outside sees only this. */

#include <feedsim/feedsim-options.h>
#include <feedsim/feedsim-server.h>
