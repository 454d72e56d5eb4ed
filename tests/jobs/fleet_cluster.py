"""A Dask cluster of two workers as a process of its own; ends with its standard input."""

import sys

from distributed import LocalCluster


def main():
    """Print the address and stay."""
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        print(cluster.scheduler_address, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
