from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('training', '0014_fill_identity'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='booking',
            name='training_booking_once_per_person',
        ),
        migrations.RemoveConstraint(
            model_name='interest',
            name='training_interest_once',
        ),
        migrations.RemoveField(
            model_name='course',
            name='prerequisite',
        ),
        migrations.AddConstraint(
            model_name='interest',
            constraint=models.UniqueConstraint(fields=('course', 'email_key'), name='training_interest_once', violation_error_message='You are on the list already.'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('confirmed', 'offered', 'requested', 'waiting')), models.Q(('email_key', ''), _negated=True)), fields=('session', 'email_key', 'shared_name'), name='training_booking_once_per_person', violation_error_message='This person has a booking for this session already.'),
        ),
    ]
