"""Addresses under /fhir/, mounted by `config`. They take tokens of connected applications, and no session."""

from django.urls import path

from commonward.fhir.views import reading

app_name = "fhir"
urlpatterns = [
    path("metadata", reading.metadata, name="metadata"),
    path("<str:kind>/_search", reading.sent_search, name="sent_search"),
    path("Binary/<str:number>", reading.binary, name="binary"),
    path("<str:kind>/<str:number>", reading.resource, name="resource"),
    path("<str:kind>", reading.resources, name="resources"),
    path("", reading.elsewhere, name="base"),
    path("<path:path>", reading.elsewhere, name="elsewhere"),
]
