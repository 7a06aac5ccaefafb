#!/bin/sh
# What a container of the portal does: `web`, `jobs`, `release`, or any command of manage.py.
set -eu
case "${1:-web}" in
web)
    python manage.py doctor --quick
    exec gunicorn --config deploy/gunicorn.conf.py --bind 0.0.0.0:8000 hscp.wsgi
    ;;
jobs)
    python manage.py doctor --quick
    exec python manage.py run_jobs
    ;;
release)
    exec sh deploy/release.sh /srv/proxy
    ;;
*)
    exec python manage.py "$@"
    ;;
esac
