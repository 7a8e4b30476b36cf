#!/bin/sh
# Installs GStreamer and GNU Radio from Debian and builds the two chains beside this script, in bin/.
set -eu
cd "$(dirname "$0")"

if [ "$(id -u)" = 0 ]; then root=; else root=sudo; fi
$root apt-get update
DEBIAN_FRONTEND=noninteractive $root apt-get install -y --no-install-recommends g++ gcc pkg-config libgstreamer1.0-dev gnuradio-dev

mkdir -p bin
gcc -O2 -Wall gstreamer_chain.c -o bin/gstreamer_chain $(pkg-config --cflags --libs gstreamer-1.0)
g++ -O2 -Wall -std=c++17 gnuradio_chain.cc -o bin/gnuradio_chain $(pkg-config --cflags --libs gnuradio-runtime) -lgnuradio-blocks -lfmt
echo "built bin/gstreamer_chain and bin/gnuradio_chain"
