import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('training', '0019_remove_prerequisite'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='booking',
            name='training_booking_known_attendance',
        ),
        migrations.AddField(
            model_name='booking',
            name='email_key',
            field=models.CharField(blank=True, db_index=True, editable=False, max_length=320),
        ),
        migrations.AddField(
            model_name='booking',
            name='grace_until',
            field=models.DateTimeField(blank=True, editable=False, help_text='Until then, giving the place back is not late, whatever “cancel by” says.', null=True),
        ),
        migrations.AddField(
            model_name='booking',
            name='shared_name',
            field=models.CharField(blank=True, editable=False, help_text='The person’s name as it is compared, where several people share the address; else empty.', max_length=160),
        ),
        migrations.AddField(
            model_name='interest',
            name='email_key',
            field=models.CharField(blank=True, editable=False, max_length=320),
        ),
        migrations.AddField(
            model_name='message',
            name='calendar_sequence',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='message',
            name='calendar_stamp',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='session',
            name='cancellation_reason',
            field=models.CharField(blank=True, editable=False, max_length=300, verbose_name='why it is cancelled'),
        ),
        migrations.AddField(
            model_name='session',
            name='promotion_closes_at',
            field=models.DateTimeField(blank=True, help_text='A place that becomes available later goes to nobody on the waiting list. Leave empty for when booking closes. In any case it ends 2 hours before the start.', null=True, verbose_name='places are passed on until'),
        ),
        migrations.AlterField(
            model_name='booking',
            name='attendance',
            field=models.CharField(blank=True, choices=[('', 'Not marked'), ('attended', 'Attended'), ('part', 'Attended part'), ('no_show', 'Did not come'), ('apology', 'Sent apologies'), ('not_told', 'Did not come, was told too late')], default='', max_length=10),
        ),
        migrations.AlterField(
            model_name='session',
            name='offer_hours',
            field=models.PositiveSmallIntegerField(default=48, help_text='An offer that would end at night, at a weekend or on a bank holiday ends at 12:00 on the next working day.', validators=[django.core.validators.MinValueValidator(1)], verbose_name='hours to accept an offer'),
        ),
        migrations.AddIndex(
            model_name='session',
            index=models.Index(condition=models.Q(('promotion_closes_at__isnull', False)), fields=['promotion_closes_at'], name='session_promotion_closes_at'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=models.CheckConstraint(condition=models.Q(('attendance__in', ['', 'attended', 'part', 'no_show', 'apology', 'not_told'])), name='training_booking_known_attendance', violation_error_message='Choose one of the marks of the register.'),
        ),
        migrations.RemoveConstraint(
            model_name='daymark',
            name='training_daymark_known_attendance',
        ),
        migrations.AlterField(
            model_name='daymark',
            name='attendance',
            field=models.CharField(choices=[('', 'Not marked'), ('attended', 'Attended'), ('part', 'Attended part'), ('no_show', 'Did not come'), ('apology', 'Sent apologies'), ('not_told', 'Did not come, was told too late')], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='daymark',
            constraint=models.CheckConstraint(condition=models.Q(('attendance__in', ['attended', 'part', 'no_show', 'apology', 'not_told'])), name='training_daymark_known_attendance', violation_error_message='Choose one of the marks of the register.'),
        ),
    ]
