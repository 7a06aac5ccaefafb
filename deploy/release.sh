#!/bin/sh
# What is done once at each release, before the new code starts. It may be run again at any time. The folder that is named, if
# one is, gets what the web server in front answers with by itself.
set -eu
python=.venv/bin/python
$python manage.py doctor --quick --before-migrate
$python manage.py migrate --no-input
$python manage.py sync_roles
$python manage.py rebuild_search --if-needed
if [ $# -gt 0 ]; then
    $python manage.py copy_for_proxy "$1"
fi
