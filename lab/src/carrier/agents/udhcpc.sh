#!/bin/sh
# What udhcpc does with a lease: the address goes on the port, and where to ask (option 67) into a file.
case "$1" in
bound | renew)
  ip addr flush dev "$interface"
  ip addr add "$ip/$mask" dev "$interface"
  printf '{"address":"%s","url":"%s"}' "$ip" "$bootfile" >"$LEASE"
  ;;
esac
