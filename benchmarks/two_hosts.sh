#!/bin/sh
# One commune on two hosts: two network namespaces joined by a cable of the kernel, a scheduler and a worker
# in the first, a worker in the second; folders are shared. Needs root. What is made is taken away at the end.
#
#     sudo sh benchmarks/two_hosts.sh <ma_xa> DATA_RAW DATA_OUT
set -eu
commune=$1 data_raw=$2 data_out=$3
bin=$(cd "$(dirname "$0")/../.venv/bin" && pwd)
first=diachinh1 second=diachinh2 address=tcp://10.77.0.1:8786
export OMP_NUM_THREADS=1 OMP_THREAD_LIMIT=1 OPENBLAS_NUM_THREADS=1 GDAL_NUM_THREADS=1
export DASK_LOGGING__DISTRIBUTED=error DASK_TEMPORARY_DIRECTORY=$(mktemp -d)
export DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES=1 DASK_DISTRIBUTED__SCHEDULER__NO_WORKERS_TIMEOUT=120s

started=
clean() {
    kill $started 2>/dev/null || true
    wait
    rm -rf "$DASK_TEMPORARY_DIRECTORY"
    ip netns del $first
    ip netns del $second
}
trap clean EXIT

ip netns add $first
ip netns add $second
ip link add cable1 netns $first type veth peer name cable2 netns $second
ip -n $first addr add 10.77.0.1/24 dev cable1
ip -n $second addr add 10.77.0.2/24 dev cable2
for host in "$first cable1" "$second cable2"; do
    set -- $host
    ip -n "$1" link set lo up
    ip -n "$1" link set "$2" up
done

ip netns exec $first "$bin/dask" scheduler --host 10.77.0.1 --port 8786 --no-dashboard &
started="$started $!"
for host in $first $second; do
    ip netns exec $host "$bin/dask" worker $address --nthreads 1 --memory-limit 4GiB --no-dashboard &
    started="$started $!"
done
ip netns exec $first "$bin/python" -m workflows run "$commune" --data-raw "$data_raw" --data-out "$data_out" \
    --scheduler $address
for host in $first $second; do
    echo "$host: $(ip -n $host -s link show type veth | awk '/RX/ {getline; print $1; exit}') bytes received"
done
