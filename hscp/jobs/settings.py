"""The files and folders that jobs write to, from the environment."""

# Jobs that need one which is not set do not run.
FILES = ("HSCP_BACKUP_FOLDER", "HSCP_ERASURE_LIST", "HSCP_AUDIT_TRAIL_END", "HSCP_MIRROR")


def job_files(env):
    """Return {variable: path, "" where it is not set} of FILES. `env` is an Env."""
    return {variable: env.str(variable, "").strip() for variable in FILES}
