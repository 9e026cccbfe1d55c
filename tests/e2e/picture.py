# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of the whole X screen as PNG, with nothing but libX11."""
import ctypes
import struct
import zlib

Z_PIXMAP = 2
ALL_PLANES = 0xffffffff


class XImage(ctypes.Structure):
    """The head of Xlib's XImage, as far as it is read here."""
    _fields_ = [('width', ctypes.c_int), ('height', ctypes.c_int), ('xoffset', ctypes.c_int),
                ('format', ctypes.c_int), ('data', ctypes.c_void_p),
                ('byte_order', ctypes.c_int), ('bitmap_unit', ctypes.c_int),
                ('bitmap_bit_order', ctypes.c_int), ('bitmap_pad', ctypes.c_int),
                ('depth', ctypes.c_int), ('bytes_per_line', ctypes.c_int),
                ('bits_per_pixel', ctypes.c_int)]


def load_x11():
    x11 = ctypes.CDLL('libX11.so.6')
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XOpenDisplay.argtypes = [ctypes.c_char_p]
    x11.XCloseDisplay.argtypes = [ctypes.c_void_p]
    for name in ('XDisplayWidth', 'XDisplayHeight'):
        getattr(x11, name).argtypes = [ctypes.c_void_p, ctypes.c_int]
    x11.XDefaultRootWindow.restype = ctypes.c_ulong
    x11.XDefaultRootWindow.argtypes = [ctypes.c_void_p]
    x11.XGetImage.restype = ctypes.POINTER(XImage)
    x11.XGetImage.argtypes = [ctypes.c_void_p, ctypes.c_ulong, ctypes.c_int, ctypes.c_int,
                              ctypes.c_uint, ctypes.c_uint, ctypes.c_ulong, ctypes.c_int]
    return x11


def grab():
    """Width, height and the screen's pixels as rows of RGB."""
    x11 = load_x11()
    display = x11.XOpenDisplay(None)
    if not display:
        raise OSError('no X display')
    width, height = x11.XDisplayWidth(display, 0), x11.XDisplayHeight(display, 0)
    image = x11.XGetImage(display, x11.XDefaultRootWindow(display), 0, 0, width, height,
                          ALL_PLANES, Z_PIXMAP)
    if not image or image.contents.bits_per_pixel != 32:
        raise OSError('the X server gives no 32 bit picture')
    stride = image.contents.bytes_per_line
    pixels = ctypes.string_at(image.contents.data, stride * height)
    x11.XCloseDisplay(display)
    rows = []
    for top in range(0, stride * height, stride):
        line = pixels[top:top + width * 4]
        row = bytearray(width * 3)
        row[0::3], row[1::3], row[2::3] = line[2::4], line[1::4], line[0::4]
        rows.append(bytes(row))
    return width, height, rows


def chunk(kind, data):
    body = kind + data
    return struct.pack('>I', len(data)) + body + struct.pack('>I', zlib.crc32(body))


def save(path):
    """Writes what is on the screen to a PNG file."""
    width, height, rows = grab()
    header = struct.pack('>IIBBBBB', width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(b''.join(b'\0' + row for row in rows), 6)
    path.write_bytes(b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', header) + chunk(b'IDAT', data)
                     + chunk(b'IEND', b''))
