"""Review marks, disputes, requests for a review, and what an author says of health information."""

import commonward.kernel.clock
import commonward.kernel.ids
import django.db.models.deletion
from django.db import migrations, models

from commonward.community import triggers


class Migration(migrations.Migration):

    dependencies = [
        ('community', '0004_a_form_is_said_once'),
        ('people', '0002_seats_and_refusals'),
    ]

    operations = [
        # SQLite rebuilds the tables for columns that may not be empty, and triggers name them.
        migrations.RunPython(lambda apps, editor: triggers.remove(editor), lambda apps, editor: triggers.install(editor)),
        migrations.CreateModel(
            name='ReviewMark',
            fields=[
                ('id', commonward.kernel.ids.IdField(default=commonward.kernel.ids.new, editable=False, primary_key=True, serialize=False)),
                ('profession', models.CharField(max_length=60)),
                ('made_at', models.DateTimeField(default=commonward.kernel.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name='ReviewRequest',
            fields=[
                ('id', commonward.kernel.ids.IdField(default=commonward.kernel.ids.new, editable=False, primary_key=True, serialize=False)),
                ('asked_at', models.DateTimeField(default=commonward.kernel.clock.now)),
                ('told_at', models.DateTimeField(null=True)),
                ('answered_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name='draft',
            name='is_health',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='draft',
            name='review_on',
            field=models.CharField(blank=True, default='', max_length=10),
        ),
        migrations.AddField(
            model_name='post',
            name='dispute_count',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='post',
            name='disputes',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='disputed_in', to='community.version'),
        ),
        migrations.AddField(
            model_name='version',
            name='is_health',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='version',
            name='mark_count',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='version',
            name='review_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.CheckConstraint(condition=models.Q(('disputes__isnull', True), ('parent__isnull', False), _connector='OR'), name='dispute_answers_something'),
        ),
        migrations.AddField(
            model_name='reviewmark',
            name='reviewer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='marks', to='community.profile'),
        ),
        migrations.AddField(
            model_name='reviewmark',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='marks', to='community.version'),
        ),
        migrations.AddField(
            model_name='reviewrequest',
            name='asker',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reviews_asked_for', to='community.profile'),
        ),
        migrations.AddField(
            model_name='reviewrequest',
            name='colleague',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reviews_asked_of', to='community.profile'),
        ),
        migrations.AddField(
            model_name='reviewrequest',
            name='post',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='review_requests', to='community.post'),
        ),
        migrations.AddConstraint(
            model_name='reviewmark',
            constraint=models.UniqueConstraint(fields=('version', 'reviewer'), name='mark_once_for_each_version'),
        ),
        migrations.AddConstraint(
            model_name='reviewrequest',
            constraint=models.UniqueConstraint(fields=('post', 'colleague'), name='one_request_per_post_and_colleague'),
        ),
        migrations.RunPython(lambda apps, editor: triggers.install(editor), lambda apps, editor: triggers.remove(editor)),
    ]
