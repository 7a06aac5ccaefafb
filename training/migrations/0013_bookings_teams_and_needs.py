import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('resources', '0009_successors'),
        ('themes', '0009_booking_lines'),
        ('training', '0012_successors'),
    ]

    operations = [
        migrations.CreateModel(
            name='Approval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asks', models.CharField(choices=[('manager', 'The manager'), ('staff', 'Staff: who the course is for'), ('prerequisite', 'Staff: what has to be taken first')], max_length=12)),
                ('state', models.CharField(choices=[('pending', 'Waits for an answer'), ('approved', 'Approved'), ('refused', 'Refused'), ('lapsed', 'Not answered in time')], default='pending', max_length=10)),
                ('asked_at', models.DateTimeField()),
                ('decide_by', models.DateTimeField()),
                ('reminded_at', models.DateTimeField(blank=True, null=True)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('evidence', models.CharField(blank=True, max_length=300, verbose_name='taken elsewhere')),
                ('token_hash', models.CharField(blank=True, editable=False, max_length=64, null=True, unique=True)),
                ('booking', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='approvals', to='training.booking')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['asked_at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('booking', 'asks'), name='training_approval_once', violation_error_message='This approval has been asked for already.'), models.CheckConstraint(condition=models.Q(('state__in', ['pending', 'approved', 'refused', 'lapsed'])), name='training_approval_known_state', violation_error_message='Choose one of the states of an approval.'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('state', 'pending')), models.Q(models.Q(('state', 'pending'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='training_approval_decided_with_time', violation_error_message='An approval that was decided has its time.')],
            },
        ),
        migrations.CreateModel(
            name='BookingQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('choice', 'One of several choices'), ('choices', 'Any of several choices'), ('text', 'A short text'), ('consent', 'A tick that agrees to a statement')], default='text', max_length=10, verbose_name='answered by')),
                ('wording', models.TextField(help_text='As people read it. For a tick: what they agree to, in full. It is kept with each answer.', max_length=500, verbose_name='question')),
                ('hint', models.CharField(blank=True, help_text='Shown below the question.', max_length=300)),
                ('choices', models.TextField(blank=True, help_text='One on each line, for the first two kinds of answer.', max_length=2000)),
                ('required', models.BooleanField(default=False, verbose_name='must be answered')),
                ('keeping', models.CharField(choices=[('short', 'Deleted soon after the session, as access needs are'), ('long', 'Kept as long as the booking')], default='short', max_length=10, verbose_name='answers are')),
                ('order', models.PositiveSmallIntegerField(default=0, help_text='The lowest number is asked first. A course’s questions come before a session’s.', verbose_name='place')),
                ('archived_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('course', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='booking_questions', to='training.course')),
                ('session', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='booking_questions', to='training.session')),
            ],
            options={
                'verbose_name': 'question of the booking form',
                'verbose_name_plural': 'questions of the booking form',
                'ordering': ['order', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('course__isnull', False), ('session', None)), models.Q(('course', None), ('session__isnull', False)), _connector='OR'), name='training_bookingquestion_course_or_session', violation_error_message='Choose a course or one session: one of the two.'), models.CheckConstraint(condition=models.Q(('kind__in', ['choice', 'choices', 'text', 'consent'])), name='training_bookingquestion_known_kind', violation_error_message='Choose how the question is answered.'), models.CheckConstraint(condition=models.Q(('keeping__in', ['short', 'long'])), name='training_bookingquestion_known_keeping', violation_error_message='Choose how long the answers are kept.')],
            },
        ),
        migrations.CreateModel(
            name='CommentTheme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(help_text='Such as “Pace” or “Joining online”.', max_length=60, unique=True)),
                ('words', models.TextField(help_text='Words and phrases that speak of it, one on each line. A star stands for any letters that follow: “rush*” finds “rush”, “rushed” and “rushing”.', max_length=1000)),
            ],
            options={
                'verbose_name': 'theme of comments',
                'verbose_name_plural': 'themes of comments',
                'ordering': ['title'],
            },
        ),
        migrations.CreateModel(
            name='CourseFee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organisation_type', models.CharField(blank=True, choices=[('school', 'School or college'), ('early_years', 'Early years or childcare'), ('health', 'Health'), ('social_care', 'Children’s or adults’ services'), ('police', 'Police or probation'), ('voluntary', 'Voluntary, community or faith'), ('housing', 'Housing, district or borough council'), ('other', 'Another kind of organisation')], help_text='Empty: every kind without a row of its own.', max_length=20, verbose_name='kind of organisation')),
                ('amount', models.DecimalField(decimal_places=2, help_text='0 for free.', max_digits=7, validators=[django.core.validators.MinValueValidator(0)], verbose_name='for each person (£)')),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='fees', to='training.course')),
            ],
            options={
                'verbose_name': 'fee',
                'ordering': ['order', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('course', 'organisation_type'), name='training_coursefee_once', violation_error_message='This kind of organisation has a fee already.'), models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='training_coursefee_not_negative', violation_error_message='A fee is £0 or more.')],
            },
        ),
        migrations.CreateModel(
            name='CourseGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organisation_type', models.CharField(blank=True, choices=[('school', 'School or college'), ('early_years', 'Early years or childcare'), ('health', 'Health'), ('social_care', 'Children’s or adults’ services'), ('police', 'Police or probation'), ('voluntary', 'Voluntary, community or faith'), ('housing', 'Housing, district or borough council'), ('other', 'Another kind of organisation')], help_text='Empty: any kind.', max_length=20, verbose_name='kind of organisation')),
                ('role', models.CharField(blank=True, choices=[('lead', 'Designated safeguarding lead or deputy'), ('manager', 'Manager or supervisor'), ('practitioner', 'Works directly with children or families'), ('volunteer', 'Volunteer or trustee'), ('support', 'Support or office staff'), ('other', 'Another role')], help_text='Empty: any role.', max_length=20)),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='groups', to='training.course')),
            ],
            options={
                'verbose_name': 'group of people',
                'verbose_name_plural': 'groups of people',
                'ordering': ['order', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('course', 'organisation_type', 'role'), name='training_coursegroup_once', violation_error_message='This group is in the list already.'), models.CheckConstraint(condition=models.Q(('organisation_type__gt', ''), ('role__gt', ''), _connector='OR'), name='training_coursegroup_says_whom', violation_error_message='Choose a kind of organisation, a role, or both.')],
            },
        ),
        migrations.CreateModel(
            name='CoursePrerequisite',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('within_years', models.PositiveSmallIntegerField(blank=True, help_text='Empty: however long ago.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(20)], verbose_name='within the last (years)')),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='prerequisites', to='training.course')),
                ('required', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='required_by', to='training.course', verbose_name='course to take first')),
            ],
            options={
                'verbose_name': 'course to take first',
                'verbose_name_plural': 'courses to take first',
                'ordering': ['order', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('course', 'required'), name='training_courseprerequisite_once', violation_error_message='This course is in the list already.'), models.CheckConstraint(condition=models.Q(('required', models.F('course')), _negated=True), name='training_courseprerequisite_not_before_itself', violation_error_message='A course cannot come before itself.')],
            },
        ),
        migrations.CreateModel(
            name='InvitationRefusal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email_hash', models.CharField(max_length=64, unique=True)),
                ('refused_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='InvoiceDetails',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email for the invoice')),
                ('address', models.CharField(blank=True, max_length=300, verbose_name='invoice address')),
                ('purchase_order', models.CharField(blank=True, max_length=40, verbose_name='purchase order number')),
                ('exemption', models.CharField(blank=True, max_length=300, verbose_name='asks not to pay, because')),
                ('booking', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='invoice_details', to='training.booking')),
            ],
            options={
                'verbose_name_plural': 'invoice details',
            },
        ),
        migrations.CreateModel(
            name='InvoiceList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField()),
                ('first_day', models.DateField()),
                ('last_day', models.DateField()),
                ('organisation', models.CharField(blank=True, max_length=160)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-made_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='NotAnOrganisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=160)),
                ('key', models.CharField(editable=False, max_length=200, unique=True)),
                ('decided_at', models.DateTimeField(auto_now_add=True)),
                ('decided_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'name that is no organisation',
                'verbose_name_plural': 'names that are no organisation',
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=160)),
                ('key', models.CharField(editable=False, error_messages={'unique': 'An organisation of this name is on the register.'}, max_length=200, unique=True)),
                ('kind', models.CharField(blank=True, choices=[('school', 'School or college'), ('early_years', 'Early years or childcare'), ('health', 'Health'), ('social_care', 'Children’s or adults’ services'), ('police', 'Police or probation'), ('voluntary', 'Voluntary, community or faith'), ('housing', 'Housing, district or borough council'), ('other', 'Another kind of organisation')], help_text='Counts in place of what people choose in the form. Leave empty to keep what they choose.', max_length=20)),
                ('district', models.CharField(blank=True, choices=[('basingstoke', 'Basingstoke and Deane'), ('east_hampshire', 'East Hampshire'), ('eastleigh', 'Eastleigh'), ('fareham', 'Fareham'), ('gosport', 'Gosport'), ('hart', 'Hart'), ('havant', 'Havant'), ('new_forest', 'New Forest'), ('rushmoor', 'Rushmoor'), ('test_valley', 'Test Valley'), ('winchester', 'Winchester'), ('isle_of_wight', 'Isle of Wight'), ('portsmouth', 'Portsmouth'), ('southampton', 'Southampton'), ('whole_county', 'The whole county'), ('elsewhere', 'Elsewhere')], max_length=20)),
                ('is_suggested', models.BooleanField(default=True, help_text='Its name is suggested to anybody who types the beginning of it in the booking form.', verbose_name='suggest it')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['name', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['', 'school', 'early_years', 'health', 'social_care', 'police', 'voluntary', 'housing', 'other'])), name='training_organisation_known_kind', violation_error_message='Choose one of the kinds of organisation.'), models.CheckConstraint(condition=models.Q(('district__in', ['', 'basingstoke', 'east_hampshire', 'eastleigh', 'fareham', 'gosport', 'hart', 'havant', 'new_forest', 'rushmoor', 'test_valley', 'winchester', 'isle_of_wight', 'portsmouth', 'southampton', 'whole_county', 'elsewhere'])), name='training_organisation_known_district', violation_error_message='Choose one of the districts.')],
            },
        ),
        migrations.CreateModel(
            name='SessionDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField(verbose_name='starts')),
                ('ends_at', models.DateTimeField(verbose_name='ends')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='days', to='training.session')),
            ],
            options={
                'ordering': ['starts_at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='training_sessionday_ends_after_start', violation_error_message='A day must end after it starts.'), models.UniqueConstraint(fields=('session', 'starts_at'), name='training_sessionday_once', violation_error_message='This session has a day that starts then already.')],
            },
        ),
        migrations.CreateModel(
            name='SessionQuota',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(choices=[('kind', 'Kind of organisation'), ('district', 'District')], max_length=10, verbose_name='for')),
                ('value', models.CharField(choices=[('Kind', [('school', 'School or college'), ('early_years', 'Early years or childcare'), ('health', 'Health'), ('social_care', 'Children’s or adults’ services'), ('police', 'Police or probation'), ('voluntary', 'Voluntary, community or faith'), ('housing', 'Housing, district or borough council'), ('other', 'Another kind of organisation')]), ('District', [('basingstoke', 'Basingstoke and Deane'), ('east_hampshire', 'East Hampshire'), ('eastleigh', 'Eastleigh'), ('fareham', 'Fareham'), ('gosport', 'Gosport'), ('hart', 'Hart'), ('havant', 'Havant'), ('new_forest', 'New Forest'), ('rushmoor', 'Rushmoor'), ('test_valley', 'Test Valley'), ('winchester', 'Winchester'), ('isle_of_wight', 'Isle of Wight'), ('portsmouth', 'Portsmouth'), ('southampton', 'Southampton'), ('whole_county', 'The whole county'), ('elsewhere', 'Elsewhere')])], max_length=20, verbose_name='which')),
                ('places', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name='at most')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='quotas', to='training.session')),
            ],
            options={
                'ordering': ['what', 'value', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('value__in', ['school', 'early_years', 'health', 'social_care', 'police', 'voluntary', 'housing', 'other']), ('what', 'kind')), models.Q(('value__in', ['basingstoke', 'east_hampshire', 'eastleigh', 'fareham', 'gosport', 'hart', 'havant', 'new_forest', 'rushmoor', 'test_valley', 'winchester', 'isle_of_wight', 'portsmouth', 'southampton', 'whole_county', 'elsewhere']), ('what', 'district')), _connector='OR'), name='training_sessionquota_known_value', violation_error_message='Choose a kind of organisation, or a district.'), models.UniqueConstraint(fields=('session', 'what', 'value'), name='training_sessionquota_once', violation_error_message='This session has a limit for these already.')],
            },
        ),
        migrations.CreateModel(
            name='TeamMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lead_email', models.EmailField(max_length=254, verbose_name='the lead’s email')),
                ('lead_name', models.CharField(blank=True, max_length=120, verbose_name='the lead’s name')),
                ('email', models.EmailField(max_length=254, verbose_name='the colleague’s email')),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='the colleague’s name')),
                ('organisation', models.CharField(blank=True, max_length=160)),
                ('organisation_type', models.CharField(blank=True, choices=[('school', 'School or college'), ('early_years', 'Early years or childcare'), ('health', 'Health'), ('social_care', 'Children’s or adults’ services'), ('police', 'Police or probation'), ('voluntary', 'Voluntary, community or faith'), ('housing', 'Housing, district or borough council'), ('other', 'Another kind of organisation')], max_length=20)),
                ('role', models.CharField(blank=True, choices=[('lead', 'Designated safeguarding lead or deputy'), ('manager', 'Manager or supervisor'), ('practitioner', 'Works directly with children or families'), ('volunteer', 'Volunteer or trustee'), ('support', 'Support or office staff'), ('other', 'Another role')], max_length=20)),
                ('consent', models.CharField(choices=[('not_asked', 'Not asked yet'), ('asked', 'Asked'), ('agreed', 'Agreed'), ('refused', 'Said no'), ('withdrawn', 'Stopped it')], default='not_asked', max_length=12)),
                ('words', models.TextField(blank=True, verbose_name='what they agreed to')),
                ('asked_at', models.DateTimeField(blank=True, null=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('hidden', models.BooleanField(default=False)),
                ('used_at', models.DateTimeField()),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['name', 'pk'],
                'indexes': [models.Index(django.db.models.functions.text.Lower('email'), name='training_teammember_email')],
                'constraints': [models.CheckConstraint(condition=models.Q(('consent__in', ['not_asked', 'asked', 'agreed', 'refused', 'withdrawn'])), name='training_teammember_known_consent', violation_error_message='Choose one of the answers that a colleague can give.'), models.CheckConstraint(condition=models.Q(models.Q(('consent', 'agreed'), _negated=True), models.Q(models.Q(('words', ''), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='training_teammember_agreed_to_words', violation_error_message='Whoever agrees does so at a time, and to words that are kept.'), models.UniqueConstraint(django.db.models.functions.text.Lower('lead_email'), django.db.models.functions.text.Lower('email'), name='training_teammember_once', violation_error_message='This colleague is in the team already.')],
            },
        ),
        migrations.CreateModel(
            name='TrainingNeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=300)),
                ('slug', models.SlugField(help_text="The last part of the page's web address. Old addresses keep working.", max_length=120, unique=True, verbose_name='address')),
                ('aliases', models.TextField(blank=True, help_text='Other spellings, short forms and former titles, one on each line.', verbose_name='other names')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('in_review', 'In review'), ('published', 'Published'), ('archived', 'Archived')], default='draft', max_length=20)),
                ('publish_at', models.DateTimeField(blank=True, help_text='Leave empty to show the record as soon as it is published.', null=True, verbose_name='publish from')),
                ('expire_at', models.DateTimeField(blank=True, help_text='Leave empty to show the record until it is archived.', null=True, verbose_name='show until')),
                ('review_date', models.DateField(blank=True, help_text='When someone must check the record again.', null=True, verbose_name='next review')),
                ('last_reviewed_date', models.DateField(blank=True, null=True, verbose_name='last reviewed')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('role', models.CharField(blank=True, choices=[('lead', 'Designated safeguarding lead or deputy'), ('manager', 'Manager or supervisor'), ('practitioner', 'Works directly with children or families'), ('volunteer', 'Volunteer or trustee'), ('support', 'Support or office staff'), ('other', 'Another role')], help_text='Leave empty where it is for every role.', max_length=20)),
                ('setting', models.CharField(blank=True, choices=[('school', 'School or college'), ('early_years', 'Early years or childcare'), ('health', 'Health'), ('social_care', 'Children’s or adults’ services'), ('police', 'Police or probation'), ('voluntary', 'Voluntary, community or faith'), ('housing', 'Housing, district or borough council'), ('other', 'Another kind of organisation')], help_text='Leave empty where it is for every setting.', max_length=20)),
                ('introduction', models.TextField(blank=True, help_text='What this rests on, and who has decided it.')),
                ('owner', models.ForeignKey(blank=True, help_text='The member of staff who keeps this record right.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('superseded_by', models.ForeignKey(blank=True, help_text='What takes its place. Once this record is off the site, its address leads there.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='supersedes', to='training.trainingneed', verbose_name='replaced by')),
                ('updated_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'training by role',
                'verbose_name_plural': 'training by role',
                'abstract': False,
                'default_permissions': ('add', 'change', 'delete', 'view', 'publish'),
                'indexes': [models.Index(condition=models.Q(('publish_at__isnull', False)), fields=['publish_at'], name='trainingneed_publish_at'), models.Index(condition=models.Q(('expire_at__isnull', False)), fields=['expire_at'], name='trainingneed_expire_at')],
                'constraints': [models.CheckConstraint(condition=models.Q(('title__gt', '')), name='training_trainingneed_title_given', violation_error_message='Give the record a title.'), models.CheckConstraint(condition=models.Q(('slug__gt', '')), name='training_trainingneed_slug_given', violation_error_message='Give the record an address.'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'in_review', 'published', 'archived'])), name='training_trainingneed_known_state', violation_error_message='Choose one of the four states.'), models.CheckConstraint(condition=models.Q(('expire_at__gt', models.F('publish_at'))), name='training_trainingneed_expires_after_publish', violation_error_message='“Show until” must be later than “publish from”.'), models.CheckConstraint(condition=models.Q(('superseded_by', models.F('pk')), _negated=True), name='training_trainingneed_not_superseded_by_itself', violation_error_message='A record cannot be replaced by itself.'), models.CheckConstraint(condition=models.Q(('role__in', ['', 'lead', 'manager', 'practitioner', 'volunteer', 'support', 'other'])), name='training_trainingneed_known_role', violation_error_message='Choose one of the roles.'), models.CheckConstraint(condition=models.Q(('setting__in', ['', 'school', 'early_years', 'health', 'social_care', 'police', 'voluntary', 'housing', 'other'])), name='training_trainingneed_known_setting', violation_error_message='Choose one of the settings.'), models.UniqueConstraint(condition=models.Q(('state', 'archived'), _negated=True), fields=('role', 'setting'), name='training_trainingneed_once', violation_error_message='There is already a record for this role and this setting. Change that one.')],
            },
        ),
        migrations.CreateModel(
            name='BookingAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('choice', 'One of several choices'), ('choices', 'Any of several choices'), ('text', 'A short text'), ('consent', 'A tick that agrees to a statement')], max_length=10)),
                ('wording', models.TextField()),
                ('value', models.TextField()),
                ('keeping', models.CharField(choices=[('short', 'Deleted soon after the session, as access needs are'), ('long', 'Kept as long as the booking')], max_length=10)),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('answered_at', models.DateTimeField()),
                ('booking', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='training.booking')),
                ('question', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='answers', to='training.bookingquestion')),
            ],
            options={
                'verbose_name': 'answer of a booking',
                'verbose_name_plural': 'answers of bookings',
                'ordering': ['order', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('booking', 'question'), name='training_bookinganswer_once', violation_error_message='This question has an answer already.')],
            },
        ),
        migrations.CreateModel(
            name='Charge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(choices=[('fee', 'Fee'), ('late_cancellation', 'Late cancellation'), ('no_show', 'Did not come')], max_length=20)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=7)),
                ('state', models.CharField(choices=[('due', 'To be invoiced'), ('waived', 'Waived'), ('invoiced', 'Invoiced'), ('void', 'No longer owed'), ('credit', 'Invoiced, and to be credited'), ('credited', 'Credited')], default='due', max_length=10)),
                ('organisation', models.CharField(max_length=160)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('waived_because', models.CharField(blank=True, max_length=300)),
                ('booking', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='charges', to='training.booking')),
                ('waived_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('invoice_list', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='charges', to='training.invoicelist')),
            ],
            options={
                'ordering': ['created_at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('booking', 'reason'), name='training_charge_once', violation_error_message='This is charged already.'), models.CheckConstraint(condition=models.Q(('state__in', ['due', 'waived', 'invoiced', 'void', 'credit', 'credited'])), name='training_charge_known_state', violation_error_message='Choose one of the states of a charge.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'waived'), _negated=True), ('waived_because__gt', ''), _connector='OR'), name='training_charge_waived_with_a_reason', violation_error_message='Say why the charge is waived.'), models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='training_charge_not_negative', violation_error_message='A charge is £0 or more.')],
            },
        ),
        migrations.CreateModel(
            name='DayMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('attendance', models.CharField(choices=[('', 'Not marked'), ('attended', 'Attended'), ('part', 'Attended part'), ('no_show', 'Did not come'), ('apology', 'Sent apologies'), ('not_told', 'Did not come, was told too late')], max_length=10)),
                ('booking', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='day_marks', to='training.booking')),
                ('day', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='marks', to='training.sessionday')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('attendance__in', ['attended', 'part', 'no_show', 'apology', 'not_told'])), name='training_daymark_known_attendance', violation_error_message='Choose one of the marks of the register.'), models.UniqueConstraint(fields=('booking', 'day'), name='training_daymark_once', violation_error_message='This person has a mark for this day already.')],
            },
        ),
        migrations.CreateModel(
            name='NeededCourse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('importance', models.CharField(choices=[('essential', 'Essential'), ('recommended', 'Recommended')], default='essential', max_length=20)),
                ('note', models.CharField(blank=True, help_text='When to take it, or why: “In your first three months”.', max_length=300)),
                ('repeat_months', models.PositiveSmallIntegerField(blank=True, help_text='Only where this role repeats it at other times than the course says.', null=True, verbose_name='repeated after (months)')),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='training.course')),
                ('need', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='needed_courses', to='training.trainingneed')),
            ],
            options={
                'verbose_name': 'course',
                'ordering': ['order', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('importance__in', ['essential', 'recommended'])), name='training_neededcourse_known_importance', violation_error_message='Say whether it is essential or recommended.'), models.UniqueConstraint(fields=('need', 'course'), name='training_neededcourse_once', violation_error_message='This course is in the list already.')],
            },
        ),
        migrations.CreateModel(
            name='OrganisationAlias',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=160, verbose_name='other name')),
                ('key', models.CharField(editable=False, error_messages={'unique': 'An organisation of this name is on the register.'}, max_length=200, unique=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='aliases', to='training.organisation')),
            ],
            options={
                'verbose_name': 'other name',
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='TeamRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('has_place', models.BooleanField()),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='requests', to='training.teammember')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='training.session')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('member', 'session'), name='training_teamrequest_once', violation_error_message='This was asked for already.')],
            },
        ),
        migrations.AddField(
            model_name='trainingneed',
            name='courses',
            field=models.ManyToManyField(related_name='training_needs', through='training.NeededCourse', to='training.course'),
        ),
        migrations.RemoveConstraint(
            model_name='booking',
            name='training_booking_known_state',
        ),
        migrations.RemoveConstraint(
            model_name='booking',
            name='training_booking_known_attendance',
        ),
        migrations.RemoveConstraint(
            model_name='booking',
            name='training_booking_place_while_held',
        ),
        migrations.RemoveConstraint(
            model_name='course',
            name='training_course_not_before_itself',
        ),
        migrations.AddField(
            model_name='booking',
            name='booked_by_email',
            field=models.EmailField(blank=True, max_length=254, verbose_name='email of who booked'),
        ),
        migrations.AddField(
            model_name='booking',
            name='certificate_name',
            field=models.CharField(blank=True, max_length=120, verbose_name='name in Latin letters'),
        ),
        migrations.AddField(
            model_name='booking',
            name='certificate_reissued_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='booking',
            name='certificate_withdrawn_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
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
            name='over_limit',
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name='booking',
            name='shared_name',
            field=models.CharField(blank=True, editable=False, help_text='The person’s name as it is compared, where several people share the address; else empty.', max_length=160),
        ),
        migrations.AddField(
            model_name='bookingevent',
            name='by_lead',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='bookingevent',
            name='reason',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='course',
            name='checks_prerequisites',
            field=models.BooleanField(default=False, help_text='A booking of somebody who has not taken it here waits until staff agree. Otherwise the page only says what to take first.', verbose_name='check what has to be taken first'),
        ),
        migrations.AddField(
            model_name='course',
            name='exemptions',
            field=models.CharField(blank=True, help_text='Such as “Foster carers and volunteers of small charities”. People may then ask to be exempt, and say why.', max_length=300, verbose_name='who need not pay'),
        ),
        migrations.AddField(
            model_name='course',
            name='late_charge',
            field=models.DecimalField(blank=True, decimal_places=2, help_text='In place of the fee. Leave empty for none.', max_digits=7, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='charge for cancelling late (£)'),
        ),
        migrations.AddField(
            model_name='course',
            name='no_show_charge',
            field=models.DecimalField(blank=True, decimal_places=2, help_text='In place of the fee, if it is higher. Leave empty for none.', max_digits=7, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='charge for not coming (£)'),
        ),
        migrations.AddField(
            model_name='course',
            name='not_repeated',
            field=models.BooleanField(default=False, help_text='Tick it once that is settled: readers are told so.', verbose_name='need not be repeated'),
        ),
        migrations.AddField(
            model_name='course',
            name='others_may',
            field=models.CharField(choices=[('said', 'They may book: whom it is for is only said'), ('approval', 'Staff decide: the booking waits for their approval'), ('refused', 'They cannot book on the site')], default='said', help_text='What happens to a booking of somebody who is in none of the groups below.', max_length=10, verbose_name='everybody else'),
        ),
        migrations.AddField(
            model_name='interest',
            name='email_key',
            field=models.CharField(blank=True, editable=False, max_length=320),
        ),
        migrations.AddField(
            model_name='message',
            name='calendar_out',
            field=models.TextField(blank=True),
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
            name='manager_approves',
            field=models.BooleanField(default=False, help_text='The manager gets a link to agree or refuse. The place is kept meanwhile, for three working days at most.', verbose_name='the manager must agree'),
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
            model_name='booking',
            name='email',
            field=models.EmailField(blank=True, max_length=254, verbose_name='work email'),
        ),
        migrations.AlterField(
            model_name='booking',
            name='state',
            field=models.CharField(choices=[('confirmed', 'Confirmed'), ('waiting', 'On the waiting list'), ('offered', 'Offered a place'), ('requested', 'Waits for approval'), ('cancelled', 'Cancelled'), ('late_cancelled', 'Cancelled late'), ('declined', 'Declined the offer'), ('lapsed', 'Did not answer the offer in time'), ('not_reached', 'The session began before a place became available'), ('not_approved', 'Not approved')], max_length=20),
        ),
        migrations.AlterField(
            model_name='course',
            name='valid_months',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Shown with the course and on certificates. Leave empty if it does not run out.', null=True, verbose_name='to be repeated after (months)'),
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
            model_name='course',
            constraint=models.CheckConstraint(condition=models.Q(('not_repeated', False), ('valid_months', None), _connector='OR'), name='training_course_repeated_or_not', violation_error_message='Say after how many months it is repeated, or that it need not be, not both.'),
        ),
        migrations.AddConstraint(
            model_name='course',
            constraint=models.CheckConstraint(condition=models.Q(('others_may__in', ['said', 'approval', 'refused'])), name='training_course_known_entry_rule', violation_error_message='Choose what happens to bookings of everybody else.'),
        ),
        migrations.AddField(
            model_name='booking',
            name='listed_organisation',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='bookings', to='training.organisation', verbose_name='organisation on the register'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['confirmed', 'waiting', 'offered', 'requested', 'cancelled', 'late_cancelled', 'declined', 'lapsed', 'not_reached', 'not_approved'])), name='training_booking_known_state', violation_error_message='Choose one of the states of a booking.'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=models.CheckConstraint(condition=models.Q(('attendance__in', ['', 'attended', 'part', 'no_show', 'apology', 'not_told'])), name='training_booking_known_attendance', violation_error_message='Choose one of the marks of the register.'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('place__isnull', False), ('state__in', ('confirmed', 'offered', 'requested'))), models.Q(models.Q(('state__in', ('confirmed', 'offered', 'requested')), _negated=True), ('place__isnull', True)), _connector='OR'), name='training_booking_place_while_held', violation_error_message='A place is held exactly while the booking is confirmed or offered.'),
        ),
    ]
