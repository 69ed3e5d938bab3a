"""The service over HTTP, under ``/v1``.

app       the application: routers, errors, life cycle
context   what calls share: projects, runtime, jobs, key
answers   a wire model → a response, past FastAPI's slow way
turns     brief work at once, other work in threads
faults    what nobody foresaw, answered all the same
projects  projects, impulses, variants
samples   samples and their values
media     samples as pictures and sounds
classify  the main call and its one-variant sister
thresholds  setting them
testing   model testing
training  what is known of models, and their files
jobs      jobs that these start
"""

from studio.api.app import create_app

__all__ = ["create_app"]
