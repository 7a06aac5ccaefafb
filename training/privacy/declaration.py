"""What training declares of its personal data."""

from hscp.privacy.personal_fields import Declaration
from training.privacy.fields import FIELDS
from training.privacy.retention_jobs import JOBS
from training.privacy.subject_access import TrainingAccess

PERSONAL_DATA = Declaration(fields=FIELDS, jobs=JOBS, subject_access=TrainingAccess())
