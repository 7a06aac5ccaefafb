"""The themes by which comments are counted: a list of words that those who run the training keep."""

from django.contrib import admin

from training.models import CommentTheme


@admin.register(CommentTheme)
class CommentThemeAdmin(admin.ModelAdmin):
    """A theme of comments, with the words that speak of it."""

    list_display = ["title", "words"]
    search_fields = ["title", "words"]
    ordering = ["title"]
    fields = ["title", "words"]
