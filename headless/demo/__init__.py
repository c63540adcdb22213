"""The demo: a grocer's real loyalty-card year as a sandbox merchant, in English or in Chinese.

settings = demo_settings(os.environ)          # HEADLESS_DATABASE_URL, else headless-demo.db in the working folder
demo = await make_demo(settings, progress)    # made unless it is complete; lang="zh" makes the Chinese shop
print(demo.text(host, port))                  # a summary, access tokens, sample queries
# then serve headless.asgi:app with HEADLESS_DATABASE_URL = settings.database_url
"""

from headless.demo.editions import EDITIONS
from headless.demo.making import Demo, demo_settings, make_demo

__all__ = ["EDITIONS", "Demo", "demo_settings", "make_demo"]
