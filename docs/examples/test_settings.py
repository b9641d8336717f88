"""The settings that the tests of Acme's provider need: those of a site, in short."""

SECRET_KEY = 'only-for-tests'
ALLOWED_HOSTS = ['lms.example.com']
USE_TZ = True
INSTALLED_APPS = [
    'django.contrib.auth',
    'django.contrib.contenttypes',
    'rest_framework',
    'simple_history',
    'rules.apps.AutodiscoverRulesConfig',
    'edx_proctoring',
]
DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': ':memory:'}}
PROCTORING_USER_OBFUSCATION_KEY = 'only-for-tests'
PROCTORING_BACKENDS = {
    'DEFAULT': 'acme',
    'acme': {'base_url': 'https://acme.example.com', 'client_secret': 'secret'},
}
