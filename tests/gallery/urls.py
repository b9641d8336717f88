"""The addresses of the demo, and one for each picture."""

from __future__ import annotations

from django.urls import path

from demo.urls import urlpatterns as demo_urls
from tests.gallery import entrance, entry, room, views

urlpatterns = [
    path('gallery/learner/<name>/', views.learner_page, name='gallery_learner'),
    path('gallery/alone/<name>/', views.learner_page_alone, name='gallery_alone'),
    path('gallery/timer/<name>/', views.timer, name='gallery_timer'),
    path('gallery/panel/<name>/', views.panel, name='gallery_panel'),
    path('gallery/email/<name>/', views.email, name='gallery_email'),
    path('gallery/entry/<name>/', entry.show, name='gallery_entry'),
    path('gallery/entry/<name>/close/', entry.close, name='gallery_entry_close'),
    path('gallery/room/entrance/', entrance.show, name='gallery_room_entrance'),
    path('gallery/room/projector/<kind>/', entrance.show_projector, name='gallery_room_projector'),
    path('gallery/room/', room.show, name='gallery_room'),
    path('gallery/room/timeline/', room.show_timeline, name='gallery_room_timeline'),
    *demo_urls,
]
