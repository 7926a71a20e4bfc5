#!/usr/bin/env bash
# One Ceph RADOS Gateway (an S3 server) on loopback, for tests: one monitor, one memory store, one gateway.
#   ceph-rgw.sh start | stop | user ID ACCESS SECRET
# Environment: CEPH_DIR (made anew by start), RGW_PORT, MON_PORT (and the 50 ports above it),
#   S3_ACCESS, S3_SECRET. Runs as root. Prints "ready" when the gateway answers and the user exists.
set -euo pipefail
: "${CEPH_DIR:?}" "${RGW_PORT:?}" "${MON_PORT:?}" "${S3_ACCESS:?}" "${S3_SECRET:?}"
conf=$CEPH_DIR/ceph.conf
export CEPH_CONF=$conf

until_true() { # seconds command...
    local tenths=$(($1 * 10))
    shift
    while ! "$@" >/dev/null 2>&1; do
        ((tenths-- > 0)) || { echo "gave up waiting for: $*" >&2; return 1; }
        sleep 0.1
    done
}

daemon() { # name command...
    local name=$1
    shift
    setsid "$@" >"$CEPH_DIR/log/$name.out" 2>&1 </dev/null &
    echo $! >"$CEPH_DIR/run/$name.pid"
}

write_conf() {
    cat >"$conf" <<CONF
[global]
fsid = $1
mon host = [v2:127.0.0.1:$MON_PORT/0]
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind msgr1 = false
ms bind port min = $((MON_PORT + 1))
ms bind port max = $((MON_PORT + 50))
auth allow insecure global id reclaim = false
keyring = $CEPH_DIR/keyring
run dir = $CEPH_DIR/run
admin socket = $CEPH_DIR/run/\$name.asok
log file = $CEPH_DIR/log/\$name.log
crash dir = $CEPH_DIR/log
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pgp num = 4
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
osd class update on start = true
mon allow pool size one = true
mon warn on pool no redundancy = false
mon max pg per osd = 1000
mon osd min up ratio = 0
mon data avail warn = 1
mon data avail crit = 1
paxos propose interval = 0.05
paxos min wait = 0.02
[mon.a]
mon data = $CEPH_DIR/mon
[osd.0]
osd data = $CEPH_DIR/osd
osd journal = $CEPH_DIR/osd/journal
osd objectstore = memstore
memstore device bytes = 2147483648
[client.rgw]
rgw data = $CEPH_DIR/rgw
rgw frontends = beast endpoint=127.0.0.1:$RGW_PORT tcp_nodelay=1
rgw thread pool size = 64
rgw enable usage log = false
rgw dns name = localhost
CONF
}

write_keys() {
    local entity
    ceph-authtool --create-keyring "$CEPH_DIR/keyring" --gen-key -n mon. --cap mon 'allow *'
    for entity in client.admin client.rgw osd.0; do
        ceph-authtool "$CEPH_DIR/keyring" --gen-key -n $entity \
            --cap mon 'allow *' --cap osd 'allow *' --cap mgr 'allow *'
    done
}

start() {
    local fsid osd
    fsid=$(cat /proc/sys/kernel/random/uuid)
    osd=$(cat /proc/sys/kernel/random/uuid)
    rm -rf "$CEPH_DIR"
    mkdir -p "$CEPH_DIR"/{mon,osd,rgw,run,log}
    write_conf "$fsid"
    write_keys >"$CEPH_DIR/log/keys.out"
    monmaptool --create --clobber --fsid "$fsid" --addv a "[v2:127.0.0.1:$MON_PORT/0]" \
        "$CEPH_DIR/monmap" >"$CEPH_DIR/log/monmap.out"
    ceph-mon --mkfs -i a --monmap "$CEPH_DIR/monmap" --keyring "$CEPH_DIR/keyring"
    daemon mon ceph-mon -f -i a
    until_true 30 ceph --connect-timeout 2 -s
    ceph osd new "$osd" >/dev/null 2>&1
    ceph-osd -i 0 --mkfs --osd-uuid "$osd" >"$CEPH_DIR/log/osd-mkfs.out" 2>&1
    daemon osd ceph-osd -f -i 0
    until_true 60 bash -c "ceph osd stat | grep -q '1 up'"
    daemon rgw radosgw -f -n client.rgw --setuser root --setgroup root
    until_true 120 bash -c "exec 3<>/dev/tcp/127.0.0.1/$RGW_PORT"
    radosgw-admin -n client.rgw user create --uid=test --display-name=test \
        --access-key="$S3_ACCESS" --secret-key="$S3_SECRET" --caps='user-policy=*' \
        >"$CEPH_DIR/log/user.json"
    echo ready
}

user() { # id access secret
    radosgw-admin -n client.rgw user create --uid="$1" --display-name="$1" \
        --access-key="$2" --secret-key="$3" >"$CEPH_DIR/log/user-$1.json"
}

stop() {
    local name pid
    for name in rgw osd mon; do
        [ -s "$CEPH_DIR/run/$name.pid" ] || continue
        pid=$(cat "$CEPH_DIR/run/$name.pid")
        kill "$pid" 2>/dev/null || true
        for _ in $(seq 10); do
            kill -0 "$pid" 2>/dev/null || break
            sleep 0.1
        done
        kill -9 "$pid" 2>/dev/null || true
        rm -f "$CEPH_DIR/run/$name.pid"
    done
    rm -rf "$CEPH_DIR"
}

case "${1:-}" in
start) start ;;
stop) stop ;;
user) user "$2" "$3" "$4" ;;
*)
    echo "usage: $0 start|stop|user" >&2
    exit 2
    ;;
esac
