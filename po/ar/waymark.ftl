# نصوص النافذة. قصيرة، هادئة، دقيقة: ماذا حدث، وماذا يعني، وما الذي يمكن فعله.

## Around the window
app-name = Waymark
page-updates = التحديثات
page-versions = الإصدارات
page-packages = الحزم
menu-main = القائمة الرئيسية
menu-check = ال_تحقق من التحديثات
menu-clean-up = _نظّف…
menu-preferences = الت_فضيلات
menu-shortcuts = _اختصارات لوحة المفاتيح
menu-about = _عن Waymark
about-comments = اطّلع على مكوّنات نظامك، وحدّثه، وأعِده إلى أي إصدار سابق.
check-tooltip = التحقق من التحديثات
check-running-tooltip = يجري التحقق من التحديثات
cancel = ألغِ
close = أغلق
copy = انسخ
details = التفاصيل
details-title = التفاصيل
details-raw = ما أبلغ به النظام

preferences = التفضيلات
preferences-check = التحقق عند فتح النافذة
preferences-check-body = مرة واحدة في اليوم على الأكثر، وليس عبر اتصال محدود.
preferences-background = الإشعار عند عدم وجود نافذة مفتوحة
preferences-background-body = عندما يكون تحديث جاهزًا أو فاشلًا منذ أيام أو حرجًا. يبدأ مع جلستك.
preferences-background-failed = تعذّر التبديل. حاول من جديد.
preferences-clean-up = التنظيف
preferences-keep = الإصدارات السابقة التي تبقى
preferences-keep-body = إلى جانب الإصدار العامل والتالي والمثبّتة.

## Automatic updates
preferences-general = عام
policy = التحديثات التلقائية
policy-body = يسري هذا على كل من يستخدم هذا الحاسوب، ويغيّره مدير. لا تجري أي إعادة تشغيل تلقائيًا.
policy-mode = من دون طلب
policy-mode-manual = عدم فعل شيء
policy-mode-check = التحقق من التحديثات
policy-mode-download = تنزيل التحديثات
policy-mode-stage = إعداد التحديثات
policy-step-nothing = لا يُفعل شيء الآن
policy-step-check = سيجري التحقق من التحديثات تاليًا
policy-step-download = سيُنزّل { $version } تاليًا
policy-step-stage = سيُعدّ { $version } تاليًا
policy-next = يستمر ذلك بعد { $time }.
policy-next-never = لا يستمر ذلك تلقائيًا.
policy-blocks = يعترض الطريق
policy-when = متى
policy-metered = عبر الاتصالات المحدودة
policy-battery = عند انخفاض البطارية
policy-window = في أوقات معيّنة فقط
policy-window-body = يجب أن يكون الحاسوب مشغّلًا حينها. اختر ساعة على الأقل.
policy-window-days = الأيام
policy-window-from = من
policy-window-until = حتى
policy-others = دع الآخرين يجرّبون أولًا
policy-others-body = لا يُعرض إصدار إلا بعد أن تمضي على نشره بضعة أيام.
policy-wait = أيام الانتظار
policy-override = الإصلاحات الأمنية
policy-override-body = تلك التي لا تنتظر.
policy-override-never = كلها تنتظر
policy-override-low = منخفضة فأعلى
policy-override-moderate = متوسطة فأعلى
policy-override-important = مهمة فأعلى
policy-override-critical = حرجة
policy-keep-title = الإصدارات السابقة
policy-keep = الإصدارات السابقة التي تبقى
policy-keep-body = عندما تؤخذ التحديثات تلقائيًا. مع 0 يقرر النظام.
policy-why-unknown = هناك سبب لا تعرفه هذه النافذة.
policy-why-manual = لا تؤخذ التحديثات إلا حين يطلبها أحد.
policy-why-other-updater = يتولى { $unit } تحديث هذا النظام تلقائيًا. أوقف ذلك أولًا.
policy-why-not-supported = لا يمكن تحديث هذا النظام هنا.
policy-why-no-timer = مؤقّت الخدمة لا يعمل، فلا شيء يوقظها.
policy-why-busy = يجري تغيير النظام.
policy-why-metered = الاتصال محدود.
policy-why-low-battery = البطارية منخفضة.
policy-why-outside-window = ليس هذا هو الوقت: تبدأ الفترة التالية يوم { $time }.
policy-why-backing-off = { $count ->
    [zero] لم تفشل أي محاولة. ستجري المحاولة من جديد بعد { $time }.
    [one] فشلت آخر محاولة. ستجري المحاولة من جديد بعد { $time }.
    [two] فشلت آخر محاولتين. ستجري المحاولة من جديد بعد { $time }.
    [few] فشلت آخر { $count } محاولات. ستجري المحاولة من جديد بعد { $time }.
    [many] فشلت آخر { $count } محاولة. ستجري المحاولة من جديد بعد { $time }.
   *[other] فشلت آخر { $count } محاولة. ستجري المحاولة من جديد بعد { $time }.
}
policy-why-held = النظام موقوف عند { $version }.
policy-why-chosen = اختار أحدهم أن يبدأ { $version } تاليًا.
policy-why-checked-lately = جرى التحقق من التحديثات مؤخرًا. المرة القادمة يوم { $time }.
policy-why-too-young = لم يمضِ على نشر { $version } وقت كافٍ. يكتمل ذلك يوم { $time }.
policy-why-hidden = { $version } مخفي حتى يأتي إصدار أحدث.
policy-why-newest-only = يأخذ هذا النظام أحدث إصدار أو لا شيء، لذا لا يُعرض إصدار سابق في هذه الأثناء.
policy-why-urgent = لا ينتظر { $version }: فهو يصلح أخطاء أمنية خطيرة.
policy-why-no-update = لا يوجد تحديث.
policy-why-lacks-room = لا توجد مساحة كافية للإصدار { $version }.
policy-why-cannot-download = لا يستطيع هذا النظام التنزيل من دون إعداد. اختر «إعداد التحديثات».
policy-why-downloaded = نُزّل { $version }. وإعداده متروك لك.
policy-why-staged = أُعدّ { $version } وينتظر إعادة التشغيل.
policy-why-only-checks = { $version } جاهز للتثبيت. وأخذه متروك لك.
policy-why-offered = { $version } جاهز للتثبيت.

## Notifications while no window is open
note-open = افتح
note-look = اعرض
note-restart = أعد التشغيل…
note-critical = { $count ->
    [zero] لا ينتظر أي إصلاح أمني حرج
    [one] ينتظر إصلاح أمني حرج
    [two] ينتظر إصلاحان أمنيان حرجان
    [few] تنتظر { $count } إصلاحات أمنية حرجة
    [many] ينتظر { $count } إصلاحًا أمنيًا حرجًا
   *[other] ينتظر { $count } إصلاح أمني حرج
}
note-critical-body = يتضمنه الإصدار { $version }. التحديث يُعدّه بجانب الإصدار العامل.

keys-title = اختصارات لوحة المفاتيح
keys-system = النظام
keys-check = التحقق من وجود تحديثات
keys-pages = الصفحات
keys-back = رجوع
keys-window = النافذة
keys-close = إغلاق النافذة
keys-quit = إنهاء

welcome-title = مرحبًا بك في Waymark
welcome-updates = اطلع على ما يغيّره إصدار جديد، وخذه، وأعد التشغيل متى شئت.
welcome-versions = ارجع إلى إصدار سابق حين يكون الجديد سيئًا. تبقى ملفاتك.
welcome-packages = اطلع على ما غيّرته فوق الصورة المنشورة، وعدّله.
welcome-permission-title = لا شيء من دونك
welcome-permission = ما يغيّر النظام قد يطلب كلمة مرور أولًا. والنظر لا يغيّر شيئًا أبدًا.
welcome-start = ابدأ

## Ages, times and sizes
ago-now = الآن
ago-minutes = { $count ->
    [zero] منذ أقل من دقيقة
    [one] منذ دقيقة
    [two] منذ دقيقتين
    [few] منذ { $count } دقائق
    [many] منذ { $count } دقيقة
   *[other] منذ { $count } دقيقة
}
ago-hours = { $count ->
    [zero] منذ أقل من ساعة
    [one] منذ ساعة
    [two] منذ ساعتين
    [few] منذ { $count } ساعات
    [many] منذ { $count } ساعة
   *[other] منذ { $count } ساعة
}
ago-yesterday = أمس
ago-days = { $count ->
    [zero] اليوم
    [one] منذ يوم
    [two] منذ يومين
    [few] منذ { $count } أيام
    [many] منذ { $count } يومًا
   *[other] منذ { $count } يوم
}
ago-weeks = { $count ->
    [zero] هذا الأسبوع
    [one] منذ أسبوع
    [two] منذ أسبوعين
    [few] منذ { $count } أسابيع
    [many] منذ { $count } أسبوعًا
   *[other] منذ { $count } أسبوع
}
ago-months = { $count ->
    [zero] هذا الشهر
    [one] منذ شهر
    [two] منذ شهرين
    [few] منذ { $count } أشهر
    [many] منذ { $count } شهرًا
   *[other] منذ { $count } شهر
}
ago-years = { $count ->
    [zero] هذه السنة
    [one] منذ سنة
    [two] منذ سنتين
    [few] منذ { $count } سنوات
    [many] منذ { $count } سنة
   *[other] منذ { $count } سنة
}
ago-on = في { $date }
left-seconds = { $count ->
    [zero] لم يبق شيء
    [one] بقيت ثانية واحدة
    [two] بقيت ثانيتان
    [few] بقيت { $count } ثوانٍ
    [many] بقيت { $count } ثانية
   *[other] بقيت { $count } ثانية
}
left-minutes = { $count ->
    [zero] بقي أقل من دقيقة
    [one] بقيت دقيقة واحدة
    [two] بقيت دقيقتان
    [few] بقيت { $count } دقائق
    [many] بقيت { $count } دقيقة
   *[other] بقيت { $count } دقيقة
}
left-hours = { $count ->
    [zero] بقي أقل من ساعة
    [one] بقيت ساعة واحدة
    [two] بقيت ساعتان
    [few] بقيت { $count } ساعات
    [many] بقيت { $count } ساعة
   *[other] بقيت { $count } ساعة
}
duration-seconds = { $count ->
    [zero] أقل من ثانية
    [one] ثانية واحدة
    [two] ثانيتين
    [few] { $count } ثوانٍ
    [many] { $count } ثانية
   *[other] { $count } ثانية
}
duration-minutes = { $count ->
    [zero] أقل من دقيقة
    [one] دقيقة واحدة
    [two] دقيقتين
    [few] { $count } دقائق
    [many] { $count } دقيقة
   *[other] { $count } دقيقة
}
duration-hours = { $count ->
    [zero] أقل من ساعة
    [one] ساعة واحدة
    [two] ساعتين
    [few] { $count } ساعات
    [many] { $count } ساعة
   *[other] { $count } ساعة
}
unknown-version = إصدار بلا اسم
separator = { " · " }
list-separator = { "، " }
size-bytes = { $count ->
    [zero] { $count } بايت
    [one] بايت واحد
    [two] بايتان
    [few] { $count } بايتات
    [many] { $count } بايتًا
   *[other] { $count } بايت
}
size-kilobytes = { $number } كيلوبايت
size-megabytes = { $number } ميغابايت
size-gigabytes = { $number } غيغابايت
size-terabytes = { $number } تيرابايت

## The service as a whole
loading-title = تجري قراءة النظام
missing-title = الخدمة غير مثبّتة
missing-body = تحتاج النافذة إلى خدمة نظام Waymark، وهي ليست بعد جزءًا من نظام هذا الحاسوب. حين تُثبَّت، تتابع النافذة تلقائيًا.
missing-sandboxed = تعمل هذه النافذة في بيئة معزولة. الخدمة التي تحتاج إليها جزء من النظام ولا يمكن أن تأتي مع التطبيق: ثبّتها فيه، أو اطلبها من مصدر نظامك. وما إن تُثبّت حتى تتابع النافذة من تلقاء نفسها.
missing-read = كيفية تثبيتها
unreachable-title = لا يمكن الوصول إلى الخدمة
unreachable-body = خدمة نظام Waymark لا تستجيب. تستمر المحاولة تلقائيًا؛ وسجلها يقول المزيد.
unreachable-bus = الناقل الذي تخاطب عبره البرامج النظام لا يستجيب. تستمر المحاولة تلقائيًا.
unreachable-other = النافذة والخدمة لا تفهم إحداهما الأخرى. إصداراهما مختلفان: ثبّت كليهما من جديد.
command-title = في طرفية
not-atomic-title = ليس نظامًا ذرّيًا
not-atomic-body = لا يتكوّن هذا النظام من إصدارات يمكن تبديلها بالكامل، فلا يوجد هنا ما يستطيع Waymark تحديثه أو إرجاعه.
not-atomic-read = أي الأنظمة مناسبة

## Banner
banner-reconnecting = توقفت الخدمة. يجري الاتصال من جديد…
banner-restart-update = أعِد التشغيل لإنهاء التحديث إلى { $version }
banner-restart-changes = أعِد التشغيل لإنهاء التغييرات
banner-restart-back = أعِد التشغيل للرجوع إلى { $version }
banner-restart-other = أعِد التشغيل لبدء { $version }
banner-unchecked = { $days ->
    [zero] لم يُتحقق من التحديثات منذ أقل من يوم
    [one] لم يُتحقق من التحديثات منذ يوم
    [two] لم يُتحقق من التحديثات منذ يومين
    [few] لم يُتحقق من التحديثات منذ { $days } أيام
    [many] لم يُتحقق من التحديثات منذ { $days } يومًا
   *[other] لم يُتحقق من التحديثات منذ { $days } يوم
}
banner-failing = { $days ->
    [zero] التحديثات تفشل منذ أقل من يوم
    [one] التحديثات تفشل منذ يوم
    [two] التحديثات تفشل منذ يومين
    [few] التحديثات تفشل منذ { $days } أيام
    [many] التحديثات تفشل منذ { $days } يومًا
   *[other] التحديثات تفشل منذ { $days } يوم
}
banner-restart-button = أعِد التشغيل الآن…
banner-check-button = تحقّق من جديد

## Updates
updates-available-title = الإصدار { $version } جاهز
updates-published = نُشر { $ago }
updates-size = { $size }
updates-size-none = لا شيء للتنزيل
updates-packages = { $count ->
    [zero] لا تتغير أي حزمة
    [one] تتغير حزمة واحدة
    [two] تتغير حزمتان
    [few] تتغير { $count } حزم
    [many] تتغير { $count } حزمة
   *[other] تتغير { $count } حزمة
}
updates-update = _حدّث
updates-check-again = تحقّق من جديد
updates-check-now = _تحقّق الآن
updates-try-again = حاول من جديد
updates-clean-up = _نظّف…
updates-restart = _أعِد التشغيل…
updates-discard = _تجاهل
updates-current-title = نظامك محدّث
updates-held-title = البقاء على { $version }
updates-held-body = لن تؤخذ إصدارات أحدث حتى تتابع التحديثات من جديد.
updates-unchecked-title = لم يجرِ التحقق بعد
updates-unchecked-body = تحقّق من وجود إصدار جديد.
updates-checking-title = يجري التحقق من التحديثات
updates-staged-title = أعِد التشغيل للإنهاء
updates-staged-body = أُعدّ { $version }. سيبدأ عند إعادة التشغيل القادمة، ويبقى الإصدار العامل حتى ذلك الحين.
updates-changes = ما الذي يتغير
updates-staged-changes = ما الذي تجلبه إعادة التشغيل
updates-running = أنت تستخدم { $version }.
updates-running-published = أنت تستخدم { $version }، نُشر { $ago }.
updates-stream = يتابع النظام { $stream }.
updates-checked = آخر تحقق: { $ago }.
updates-tried = جرت المحاولة { $ago }.
updates-last-success = آخر تحقق ناجح كان { $ago }.
updates-last-failure = فشل تحقق { $ago }.
updates-never-succeeded = لم ينجح أي تحقق بعد.
updates-check-failed-title = تعذّر التحقق من التحديثات
updates-notice-check-failed = فشل آخر تحقق { $ago }: { $reason }
updates-notice-room = لا توجد مساحة كافية على { $place } لهذا التحديث: يلزم { $size } أخرى.
updates-notice-clean-up = تنظيف…
place-system = قرص النظام
place-boot = /boot
updates-notice-replaces = { $version } معدّ بالفعل. يحل هذا التحديث محله.
updates-notice-drops = سيُزال الإصدار { $version } لتوفير مساحة.
updates-advisories = التنبيهات: { $counts }
updates-notice-driver = يتولى { $program } تحديث هذا النظام، لذا لا تؤخذ التحديثات من هنا. حدّث به، أو اطلب من المدير إيقافه أولًا.
updates-unseen = ستُعرف الحزم التي تتغير، والأخطاء التي يصلحها ذلك، بعد التنزيل.
updates-unseen-download = يُعدّ التنزيل الإصدار إلى جانب الإصدار العامل: لا يتغير شيء حتى إعادة التشغيل، ويمكن تجاهله.
updates-unseen-button = نزّل لرؤية التغييرات
updates-keep = أبقِ
updates-keep-named = أبقِ { $version }
updates-notice-hidden = { $version } مخفي حتى يأتي إصدار أحدث.
updates-show = اعرضه مع ذلك
updates-show-named = اعرض { $version } مع ذلك

## Progress
job-check = يجري التحقق من التحديثات
job-update = يجري التحديث
job-update-to = يجري التحديث إلى { $version }
job-discard = يجري تجاهل التحديث المعدّ
job-restore = يجري الرجوع
job-set-pinned = يجري تغيير ما هو مثبّت
job-delete = يجري الحذف
job-clean-up = يجري التنظيف
job-history = يجري البحث عن إصدارات أقدم
job-search = يجري البحث في المستودعات
job-packages = يجري العمل على الحزم
job-arguments = يجري تغيير معاملات النواة
job-restart = تجري إعادة التشغيل
job-other = يجري تغيير النظام
job-started-by = بدأه { $user }.
job-started-by-program = بدأه { $program }.
job-started-by-program-for = ينفّذه { $program }، وبدأه { $user }.
job-started-by-other = بدأه مستخدم آخر.
job-user-id = المستخدم { $uid }
job-may-close = يمكنك إغلاق هذه النافذة، فالعمل يستمر.
step-working = يجري العمل
step-preparing = يجري الإعداد
step-checking = يجري سؤال الخادوم
step-fetching-metadata = يجري جلب الأوصاف
step-downloading = يجري التنزيل
step-resolving = يجري تحديد الحزم التي تتوافق معًا
step-making-initramfs = يجري إعداد بدء تشغيل الجهاز
step-staging = يجري إعداد الإصدار الجديد
step-writing = تجري كتابة قائمة الإقلاع
step-cleaning-up = يجري التنظيف
step-verifying = يجري التحقق من السلامة
step-restarting = تجري إعادة التشغيل
step-waiting = في الانتظار
step-cancelling = يجري الإلغاء
progress-of = { $done } من { $total }
progress-rate = { $rate }/ث
progress-percent = { $percent } بالمئة
progress-label = التقدم

## What differs
changes-search = ابحث في التغييرات
changes-filter = اعرض
changes-all = كل الحزم
changes-files = الملفات
changes-none = لا تتغير أي حزمة
changes-no-files = لا يتغير أي ملف
changes-no-match = لا شيء يطابق
changes-loading = تجري المقارنة…
changes-unknown = لا يُعرف بعد ما الذي سيتغير
changes-unknown-body = يجب أولًا جلب وصف صغير لهذا الإصدار.
changes-unknown-packages = لا يحمل هذا الإصدار قائمة بحزمه
changes-fetch = قارن
changes-failed = تعذّرت مقارنة الإصدارات
changes-summary-added = أضيفت: { $count }
changes-summary-removed = أزيلت: { $count }
changes-summary-upgraded = رُقّيت: { $count }
changes-summary-downgraded = خُفّضت: { $count }
changes-summary-changed = تغيرت: { $count }
changes-list = التغييرات
change-added = إضافة
change-removed = إزالة
change-upgraded = ترقية
change-downgraded = خفض
change-changed = تغيير
change-layered = طبقة
change-arrow = { $old } ← { $new }
change-says-added = { $name }، إضافة، { $version }
change-says-removed = { $name }، إزالة، { $version }
change-says-upgraded = { $name }، ترقية من { $old } إلى { $new }
change-says-downgraded = { $name }، خفض من { $old } إلى { $new }
change-says-changed = { $name }، تغيير
change-says-bare = { $name }، { $change }

## Versions
versions-here = على هذا الحاسوب
versions-older = إصدارات أقدم
versions-older-from = إصدارات أقدم من { $stream }
versions-older-body = إصدارات ما زالت لدى الخادوم. ستُنزّل عندما ترجع إليها.
versions-show = اعرض
versions-show-more = اعرض المزيد
versions-older-none = ليست لدى الخادوم إصدارات أقدم
versions-older-end = هذا كل ما لدى الخادوم
versions-tag-lagging = الوسم الذي يتبعه هذا النظام متأخر عن أحدث إصدار، لذا لا يُعرض ذلك الإصدار كتحديث.
versions-tag-missing = لم يعد الوسم الذي يتبعه هذا النظام موجودًا على الخادم. لن تصل أي تحديثات حتى تختار قناة أخرى.
versions-incomplete = لدى الخادم إصدارات أكثر مما أمكن سرده.
versions-download = سيُنزّل
versions-no-layers = كما نُشر
versions-layers = { $count ->
    [zero] بلا طبقات
    [one] طبقة واحدة
    [two] طبقتان
    [few] { $count } طبقات
    [many] { $count } طبقة
   *[other] { $count } طبقة
}
group-ahead = بتاريخ لاحق
group-today = اليوم
group-week = هذا الأسبوع
group-unknown = بلا تاريخ
way-back-title = هل هناك خطأ منذ التحديث؟
way-back-body = كان { $version } يعمل من قبل وما زال هنا. تبقى ملفاتك كما هي، ويمكنك العودة.
way-back-button = الرجوع إلى { $version }
way-back-compare = ما الذي تغيّر
way-back-dismiss = عدم الإظهار مجددًا
badge-running = يعمل
badge-next = التالي
badge-staged = معدّ
badge-pinned = مثبّت
badge-held = موقوف عنده
badge-unlocked = قابل للكتابة

## How the computer started
start-updated = حُدّث إلى { $version }
start-changed = أصبحت تغييرات هذا النظام سارية
start-failures = { $count ->
    [zero] حُدّث إلى { $version }
    [one] حُدّث إلى { $version }، لكن جزءًا من النظام لم يبدأ
    [two] حُدّث إلى { $version }، لكن جزأين من النظام لم يبدآ
    [few] حُدّث إلى { $version }، لكن { $count } أجزاء من النظام لم تبدأ
    [many] حُدّث إلى { $version }، لكن { $count } جزءًا من النظام لم تبدأ
   *[other] حُدّث إلى { $version }، لكن { $count } جزء من النظام لم تبدأ
}
start-failed-units = لم يبدأ { $units }. ولم يكن ذلك قبل التحديث.
start-failed-units-more = { $count ->
    [zero] لم يبدأ { $units }. ولم يكن ذلك قبل التحديث.
    [one] لم يبدأ { $units } وواحد آخر. ولم يكن ذلك قبل التحديث.
    [two] لم يبدأ { $units } واثنان آخران. ولم يكن ذلك قبل التحديث.
    [few] لم يبدأ { $units } و{ $count } أخرى. ولم يكن ذلك قبل التحديث.
    [many] لم يبدأ { $units } و{ $count } أخرى. ولم يكن ذلك قبل التحديث.
   *[other] لم يبدأ { $units } و{ $count } أخرى. ولم يكن ذلك قبل التحديث.
}
start-went-back = عدت إلى { $version }
start-not-finished = لم يكتمل التحديث إلى { $version }
start-not-finished-changes = لم تكتمل تغييرات هذا النظام
start-still = ما زال { $version } يعمل، ولم يتغير شيء آخر.
start-came-back = لم يبدأ { $meant }؛ عدت إلى { $runs }
start-other = يعمل { $runs } وليس { $meant }
start-why-no-space = لم تكن هناك مساحة كافية عند إيقاف الحاسوب.
start-why-timed-out = استغرق ذلك أطول مما ينتظر الحاسوب عند إيقافه.
start-why-killed = قُطع ذلك عند إيقاف الحاسوب.
start-why-power-cut = انطفأ الحاسوب دون إيقاف سليم.
start-why-locked = طلب برنامج آخر تأجيل ذلك.
start-why-other = فشل ذلك عند إيقاف الحاسوب. يذكر سجل النظام السبب.
start-why-unknown = السبب غير معروف.
start-why-automatic = فشل فحص بعد التحديث، فعاد الحاسوب من تلقاء نفسه.
start-why-chosen = ما زال { $version } هو الذي سيبدأ تاليًا. اختير غيره عند بدء الحاسوب، أو تعذّر بدؤه.
start-clean-up = نظّف…
start-stay = ابق على { $version }
start-stay-tooltip = أخفِ { $version } حتى يأتي إصدار أحدث
start-copy = انسخ التقرير
start-more = المزيد
start-dismiss = أغلق

## One version
version-go-back = _ارجع إلى هذا الإصدار
version-start-next = _ابدأ هذا الإصدار تاليًا
version-keep-running = _استمر على هذا الإصدار
version-restart = _أعِد التشغيل…
version-pin = _ثبّت
version-unpin = ألغِ ال_تثبيت
version-delete = ا_حذف…
version-is-running = هذا هو الإصدار العامل الآن.
version-is-next = تبدأ إعادة التشغيل القادمة هذا الإصدار.
version-will-download = ليس على هذا الحاسوب، وسيُنزّل.
version-files-stay = تبقى ملفاتك كما هي. إعدادات النظام هي التي كانت لهذا الإصدار عندما عمل آخر مرة.
version-all-stay = تبقى ملفاتك وإعداداتك كما هي.
version-compare-with = قارن مع
version-compare-running = { $version } (يعمل)
version-compare-tab = ما الذي يتغير
version-details-tab = التفاصيل
version-gone = لم يعد هذا الإصدار على هذا الحاسوب
version-published = نُشر في { $date }، { $ago }
row-version = الإصدار
row-date = تاريخ النشر
row-made = أُنشئ على هذا الحاسوب
row-checksum = مجموع التحقق
row-id = النشرة
row-origin = يتابع
row-stateroot = اسم النظام
row-kernel = النواة
row-kernel-arguments = معاملات النواة
row-signatures = وقّعه
row-unsigned = لا يُعرف أي توقيع
row-packages = الحزم
row-frees = ما يوفره الحذف
row-layers = الطبقات
row-unlocked = جُعل قابلًا للكتابة
row-base-version = الصورة المنشورة
row-base-date = تاريخ نشر الصورة
row-base-checksum = مجموع تحقق الصورة
row-digest = البصمة
row-tag = الوسم
row-held = موقوف عند
row-end-of-life = نهاية الدعم
row-inactive = بلا تأثير
row-verification = التحقق
row-initramfs = نظام الملفات الأولي
row-initramfs-arguments = أُنشئ بـ
row-initramfs-files = مع ملفات من ‎/etc
row-live = أُضيف أثناء العمل
verified-not = لا يوجد
verified-signed = بتوقيع صورته
verified-remote = بمفاتيح خادومه
initramfs-published = كما نُشر
initramfs-regenerated = أُنشئ على هذا الحاسوب
unlocked-development = حتى إعادة التشغيل، للتجربة
unlocked-hotfix = بصورة دائمة، كإصلاح سريع
unlocked-transient = حتى إعادة التشغيل
signature-good = سليم
signature-bad = خاطئ
signature-expired = منتهي الصلاحية
signature-key-expired = انتهت صلاحية المفتاح
signature-key-revoked = أُبطل المفتاح
signature-key-missing = المفتاح غير معروف هنا
layer-added = مضافة
layer-local = مضافة من ملف
layer-replaced = مستبدلة
layer-local-replacement = مستبدلة من ملف
layer-removed = مزالة
layer-file-override = موضوعة فوقها
row-copy = انسخ { $what }

## After an action
toast-hidden = أُخفي { $version } حتى يأتي إصدار أحدث

## After an action
toast-restored = سيبدأ { $version } تاليًا
toast-undo = تراجع
toast-pinned = ثُبّت { $version } وسيبقى
toast-unpinned = لم يعد { $version } مثبّتًا
toast-deleted = حُذف { $version }
toast-discarded = جرى تجاهل التحديث المعدّ
toast-cancelled = أُلغي. لم يتغير شيء.
toast-packages = جاهز لإعادة التشغيل القادمة
toast-arguments = جاهز لإعادة التشغيل القادمة
toast-unchanged = لم يكن هناك ما يُفعل
toast-cleaned = اكتمل التنظيف
toast-freed = اكتمل التنظيف: تحررت { $size }

## Questions
ask-restart-title = أتريد إعادة التشغيل الآن؟
ask-restart-body = سيبدأ { $version }. احفظ عملك أولًا: ستُغلق كل البرامج.
ask-restart-plain = احفظ عملك أولًا: ستُغلق كل البرامج.
ask-restart-off = أطفئ الجهاز
ask-restart-button = أعِد التشغيل
ask-delete-title = أتريد حذف { $version }؟
ask-delete-body = سيُزال الإصدار المنشور في { $date } من هذا الحاسوب، مع كل ما لا يحتاجه إصدار آخر. لن تستطيع الرجوع إليه إلا إذا كان ما زال لدى الخادوم.
ask-delete-plain = سيُزال من هذا الحاسوب، مع كل ما لا يحتاجه إصدار آخر. لن تستطيع الرجوع إليه إلا إذا كان ما زال لدى الخادوم.
ask-delete-frees = يوفر ذلك { $size } من المساحة.
ask-delete-button = احذف
ask-replace-title = أتريد تجاهل التحديث المعدّ؟
ask-replace-body = { $staged } معدّ، وسيجري تجاهله عند جعل { $version } يبدأ تاليًا. لا يمكن التراجع عن ذلك، لكن يمكن تنزيل التحديث من جديد.
ask-clean-up-title = أتريد التنظيف؟
ask-clean-up-versions = { $count ->
    [zero] سيُزال { $versions }.
    [one] سيُزال { $versions }.
    [two] سيُزال { $versions }.
    [few] ستُزال { $versions }.
    [many] ستُزال { $versions }.
   *[other] ستُزال { $versions }.
}
ask-clean-up-none = لن يُزال أي إصدار.
ask-clean-up-rest = يُحذف ما لم يعد يحتاج إليه أي إصدار. ويبقى الإصدار العامل والتالي والإصدارات المثبّتة.
ask-clean-up-button = نظّف

## What went wrong
failed-check = تعذّر التحقق من التحديثات
failed-update = فشل التحديث
failed-discard = تعذّر تجاهل التحديث المعدّ
failed-hide = تعذّر تغيير الإصدارات المعروضة
failed-restore = فشل الرجوع
failed-set-pinned = تعذّر تغيير التثبيت
failed-delete = تعذّر حذف الإصدار
failed-clean-up = فشل التنظيف
failed-history = تعذّر سرد الإصدارات الأقدم
failed-search = فشل البحث
failed-packages = تعذّر تغيير الحزم
failed-arguments = تعذّر تغيير معاملات النواة
failed-restart = تعذّرت إعادة تشغيل الحاسوب
failed-policy = تعذّر تغيير التحديثات التلقائية
failed-other = لم ينجح ذلك
failed-cancel = تعذّر الإلغاء
failed-show-work = إظهار ما يعمل الآن
failed-show-versions = إظهار الإصدارات
why-not-authorized = لا يُسمح لك بفعل هذا. لم يتغير شيء. اسأل مدير هذا الحاسوب.
why-not-authorized-ask = لا يُسمح لك بهذا. لم يتغيّر شيء. اطلب من أحد مديري هذا الحاسوب: { $administrators }.
why-cancelled = أُلغي. لم يتغير شيء.
why-busy = يجري تغيير النظام بالفعل. انتظر حتى ينتهي ذلك، ثم حاول من جديد.
why-busy-program = يغيّر { $program } النظام الآن. انتظر حتى ينتهي، ثم حاول من جديد.
why-busy-user = يغيّر { $user } النظام الآن. انتظر حتى ينتهي ذلك، ثم حاول من جديد.
why-busy-program-user = يغيّر { $program }، الذي بدأه { $user }، النظام الآن. انتظر حتى ينتهي، ثم حاول من جديد.
why-inhibited = طلب { $programs } عدم إعادة التشغيل الآن. أنهِ العمل هناك أولًا، ثم حاول من جديد.
why-conflict = تغير شيء في هذه الأثناء، لذا لم يُفعل شيء. تحقّق من جديد وانظر قبل أن تتابع.
why-conflict-packages = هذه الحزم تعترض: { $packages }. لم يتغير شيء. أخرجها من الطلب، أو أزلها أولًا، ثم حاول من جديد.
why-conflict-problems = حزم لا تتوافق معًا: { $problems }. لم يتغير شيء. اطلب شيئًا آخر، ثم حاول من جديد.
why-conflict-driver = يتولى { $program } تحديث هذا النظام، لذا لم يُفعل شيء هنا. حدّث به، أو اطلب من المدير إيقافه أولًا.
why-offline-wait = الخادوم مشغول جدًا ويطلب تركه. لم يتغير شيء. حاول من جديد بعد { $time }.
why-offline = تعذّر الوصول إلى الخادوم. لم يتغير شيء. تحقّق من الشبكة وحاول من جديد.
why-not-found = لم يعد موجودًا. لم يتغير شيء.
why-invalid = لم تفهم الخدمة الطلب. لم يتغير شيء.
why-not-supported = لا يستطيع هذا النظام فعل ذلك. لم يتغير شيء.
why-no-space = لا توجد مساحة كافية على القرص. لم يتغير شيء. يزيل التنظيف الإصدارات السابقة التي لم تعد لازمة.
why-no-space-numbers = بقي على { $filesystem } ما قدره { $available }، لكن يلزم { $required }. لم يتغير شيء. يزيل التنظيف الإصدارات السابقة التي لم تعد لازمة.
why-signature = لم يوقّعه أحد يثق به هذا النظام، لذا لم يؤخذ. لم يتغير شيء.
why-corrupt = البيانات تالفة، لذا لم تؤخذ. لم يتغير شيء. قد تفيد المحاولة من جديد.
why-engine-gone = جزء النظام الذي يفعل هذا لا يعمل. حاول من جديد بعد قليل.
why-interrupted = انتهت الخدمة قبل اكتمال العمل. لم يُمسّ الإصدار العامل. يمكنك المحاولة من جديد.
why-unverified = أبلغ النظام بالنجاح، لكنه ليس كما يجب. انظر في الإصدارات قبل إعادة التشغيل.
why-failed = حدث خطأ ما. لم يُمسّ الإصدار العامل.

## Packages
packages-title = هذا النظام هو الصورة المنشورة تمامًا
packages-cannot = لا يمكن إضافة حزم إلى هذا النوع من الأنظمة، فهو واحد لكل من يستخدمه. لمزيد من البرامج، استخدم تطبيقات من Flathub أو حاوية.
packages-search = ابحث في الحزم
packages-base = في الصورة
packages-none = لا توجد حزمة في اسمها هذا
packages-unknown = لا يحمل هذا النظام قائمة بحزمه
packages-more = { $count ->
    [zero] لا يُعرض شيء. ابحث للعثور على حزم.
    [one] تُعرض الأولى فقط. ابحث للعثور على غيرها.
    [two] تُعرض الأوليان فقط. ابحث للعثور على غيرهما.
    [few] تُعرض أول { $count } حزم فقط. ابحث للعثور على غيرها.
    [many] تُعرض أول { $count } حزمة فقط. ابحث للعثور على غيرها.
   *[other] تُعرض أول { $count } حزمة فقط. ابحث للعثور على غيرها.
}
packages-list = الحزم في الصورة

layers-none = نظامك هو الصورة المنشورة تمامًا.
layers-none-later = بعد إعادة التشغيل يكون نظامك هو الصورة المنشورة تمامًا.
layers-differs = يختلف نظامك عن الصورة المنشورة في: { $what }.
layers-differs-later = بعد إعادة التشغيل يختلف نظامك عن الصورة المنشورة في: { $what }.
layers-packages = { $count ->
    [zero] لا حزم
    [one] حزمة واحدة
    [two] حزمتين
    [few] { $count } حزم
    [many] { $count } حزمة
   *[other] { $count } حزمة
}
layers-replacements = { $count ->
    [zero] لا استبدال
    [one] استبدال واحد
    [two] استبدالين
    [few] { $count } استبدالات
    [many] { $count } استبدالًا
   *[other] { $count } استبدال
}
layers-removals = { $count ->
    [zero] لا إزالة
    [one] إزالة واحدة
    [two] إزالتين
    [few] { $count } إزالات
    [many] { $count } إزالة
   *[other] { $count } إزالة
}
layers-locked = أوقف مدير هذا النظام تغيير الحزم. يمكن الاطلاع على ما هو موجود.
layers-unread = تعذّرت قراءة ما يختلف به النظام عن الصورة المنشورة.
layers-why = _لماذا يهم هذا
layers-why-body = الصورة المنشورة هي ما اختبره صانعوها وما يستخدمه الآخرون. كل حزمة تضيفها أو تستبدلها أو تزيلها تصنع نظامًا ليس لدى أحد سواك: تطول التحديثات وقد تفشل بسببها. أما التطبيقات من Flathub والأدوات في حاوية فتترك الصورة كما هي.
layers-menu = المزيد للحزم
layers-menu-replace = استبدل من _ملف…
layers-menu-repositories = المستو_دعات
layers-menu-reset = أعِد إلى ال_صورة المنشورة…
layers-add = _أضف حزمًا…
layers-group-added = المضافة
layers-group-local = المضافة من ملفات
layers-group-replaced = المستبدلة
layers-group-removed = المزالة من الصورة
layers-group-inactive = مطلوبة بلا تأثير
layers-group-inactive-body = طُلبت هذه الحزم. يصبح لها تأثير من جديد عندما لا تفعل الصورة الشيء نفسه.
layers-from = من { $repository }
layers-from-file = من ملف
layers-inactive-added = موجودة في الصورة
layers-inactive-removed = ليست في الصورة
layers-inactive-replaced = ليست في الصورة، أو هي نفسها هناك
layers-remove = أزل
layers-remove-named = أزل { $name }
layers-reset = أعِد
layers-reset-named = أعِد { $name }
layers-keep = أبقِ
layers-keep-named = أبقِ { $name }
layers-forget = انسَ
layers-forget-all = _انسَ
layers-forget-named = انسَ { $name }
layers-coming = لم تُطبّق بعد
layers-waiting = { $count ->
    [zero] لا تغييرات
    [one] تغيير واحد
    [two] تغييران
    [few] { $count } تغييرات
    [many] { $count } تغييرًا
   *[other] { $count } تغيير
}
layers-review = _راجع وطبّق…
wish-add = ستُضاف
wish-add-file = ستُضاف من ملف
wish-remove = ستُزال
wish-take-out = ستُزال من الصورة
wish-replace-file = ستحل محل حزمة من الصورة
wish-reset = ستكون كما نُشرت
base-change = غيّر { $name }…
base-body = الإصدار { $version } جزء من الصورة. إزالته تجعل نظامك يختلف عما يستخدمه الآخرون.
base-take-out = أزل من الصورة
base-leave = اترك كما نُشر
found-in-base = في الصورة
found-layered = مضافة بالفعل
found-inactive = مطلوبة، وهي في الصورة بالفعل
add-title = أضف حزمًا
add-search = ابحث في المستودعات
add-search-button = ابحث
add-file = من ملف…
add-start = ابحث عن حزم
add-start-body = بالاسم أو بالوظيفة. ما تعلّم عليه يبقى من بحث إلى آخر.
add-nothing = لم يُعثر على شيء
add-nothing-body = لا توجد حزمة مناسبة في المستودعات. جرّب كلمة أخرى.
add-list = الحزم التي عُثر عليها
add-unchoose = لا تضف { $name }
add-none = أضف
add-button = { $count ->
    [zero] لا تضف شيئًا
    [one] أضف حزمة واحدة
    [two] أضف حزمتين
    [few] أضف { $count } حزم
    [many] أضف { $count } حزمة
   *[other] أضف { $count } حزمة
}
files-title = اختر ملفات حزم
files-accept = اختر
files-filter = حزم RPM
review-title = راجع التغييرات
review-apply = طبّق
review-working = تجري تجربة التغييرات
review-working-body = لم يتغير شيء بعد.
review-note = يُنشأ إصدار جديد من نظامك بهذه التغييرات ويبدأ عند إعادة التشغيل القادمة. يبقى الإصدار الحالي طريقًا للرجوع.
review-asked = ما طلبته
hold-ends = يبقى النظام الآن عند { $version }، وهذا التغيير ينهي ذلك: التحديث التالي يتبع القناة من جديد. للبقاء، ارجع بعد ذلك إلى ذلك الإصدار.
review-files = ملفات الحزم
review-signed = موقّعة بالمفتاح { $key }
review-unsigned = غير موقّعة
review-changes = ما الذي سيتغير
review-none = لا تتغير أي حزمة.
review-unknown = لا يُعرف مسبقًا أي الحزم تتغير.
conflict-title = { $count ->
    [zero] لا تعترض أي حزمة
    [one] تعترض حزمة واحدة
    [two] تعترض حزمتان
    [few] تعترض { $count } حزم
    [many] تعترض { $count } حزمة
   *[other] تعترض { $count } حزمة
}
conflict-body = { $count ->
    [zero] لا تتوافق التغييرات مع ما هو موجود. لم يتغير شيء.
    [one] لا تتوافق التغييرات مع ما هو موجود. لم يتغير شيء. يمكنك المتابعة من دون هذه الحزمة.
    [two] لا تتوافق التغييرات مع ما هو موجود. لم يتغير شيء. يمكنك المتابعة من دون هاتين الحزمتين.
    [few] لا تتوافق التغييرات مع ما هو موجود. لم يتغير شيء. يمكنك المتابعة من دون هذه الحزم.
    [many] لا تتوافق التغييرات مع ما هو موجود. لم يتغير شيء. يمكنك المتابعة من دون هذه الحزم.
   *[other] لا تتوافق التغييرات مع ما هو موجود. لم يتغير شيء. يمكنك المتابعة من دون هذه الحزم.
}
conflict-body-all = لا تتوافق التغييرات مع ما هو موجود. لم يتغير شيء.
conflict-list = الحزم المعترضة
conflict-without = { $count ->
    [zero] تابع
    [one] تابع من دونها
    [two] تابع من دونهما
    [few] تابع من دونها
    [many] تابع من دونها
   *[other] تابع من دونها
}
ask-reset-title = أتريد الإعادة إلى الصورة المنشورة؟
ask-reset-body = يتراجع هذا عن كل ما يختلف: { $packages }. يسري عند إعادة التشغيل القادمة، ويبقى الإصدار الحالي طريقًا للرجوع.
ask-reset-button = أعِد
repositories-title = المستودعات
repositories-body = تُضاف الحزم وتُستبدل من المستودعات المستخدمة.
repositories-enabled = مستخدم
repositories-disabled = غير مستخدم
repositories-none = لا توجد مستودعات
repositories-failed = تعذّرت قراءة المستودعات
arguments-title = معاملات النواة
arguments-open = غيّر…
arguments-body = تُعطى هذه الكلمات للنواة عند بدء النظام. تُطبّق التعديلات معًا وتسري ابتداءً من إعادة التشغيل القادمة.
arguments-grave = قد تمنع هذه التعديلات الحاسوب من بدء التشغيل. يبقى الإصدار الحالي طريقًا للرجوع في قائمة الإقلاع.
arguments-risk = قد تمنع قيمة خاطئة الحاسوب من بدء التشغيل.
arguments-danger-root = يحدد مكان ملفات النظام وكيفية وصلها.
arguments-danger-first = يحدد ما يُشغَّل أولًا.
arguments-danger-disks = يحدد كيف يُعثر على الأقراص ويُفتح قفلها.
arguments-danger-target = يحدد إلى أي مدى يبدأ النظام.
arguments-danger-guard = يحدد ما يجوز تشغيله.
arguments-danger-hardware = يحدد العتاد المستخدم وكيفية استخدامه.
arguments-add = _أضف معاملًا…
arguments-reset = _انسَ التعديلات
arguments-apply = تطبيق…
arguments-preview = السطر مع هذه التعديلات
arguments-line-too-long = المجموع أطول مما تقرؤه النواة. أزل شيئًا.
ask-arguments-title = هل تريد تغيير معاملات النواة؟
ask-arguments-body = { $count ->
    [zero] لا يُطبَّق أي تعديل. يبقى الإصدار الحالي طريقًا للرجوع.
    [one] يُطبَّق تعديل واحد. يسري من إعادة التشغيل التالية؛ ويبقى الإصدار الحالي طريقًا للرجوع.
    [two] يُطبَّق تعديلان. يسريان من إعادة التشغيل التالية؛ ويبقى الإصدار الحالي طريقًا للرجوع.
    [few] تُطبَّق { $count } تعديلات. تسري من إعادة التشغيل التالية؛ ويبقى الإصدار الحالي طريقًا للرجوع.
    [many] يُطبَّق { $count } تعديلًا. تسري من إعادة التشغيل التالية؛ ويبقى الإصدار الحالي طريقًا للرجوع.
   *[other] يُطبَّق { $count } تعديل. تسري من إعادة التشغيل التالية؛ ويبقى الإصدار الحالي طريقًا للرجوع.
}
ask-arguments-grave = قد يمنع هذا الحاسوب من بدء التشغيل. إن حدث ذلك، فاختر الإصدار الحالي في قائمة الإقلاع.
arguments-add-title = أضف معاملًا
arguments-edit-title = عدّل المعامل
arguments-entry = المعامل
arguments-add-button = أضف
arguments-change = غيّر
arguments-hint = مفتاح، أو مفتاح وقيمة: quiet أو console=ttyS0. توضع المسافات بين علامتي اقتباس.
arguments-is-new = سيُضاف
arguments-is-gone = سيُزال
arguments-was = كان { $before }
arguments-edit = عدّل { $name }
arguments-delete = أزل { $name }
arguments-restore = تراجع عن تعديل { $name }
arguments-empty = لم يُدخل شيء.
arguments-too-long = أطول مما تقرؤه النواة.
arguments-words = المعامل كلمة واحدة. توضع المسافات بين علامتي اقتباس.
arguments-quote-it = المعامل كلمة واحدة. ومع المسافات يُكتب { $argument }.
arguments-twice = السطر يحتوي المعامل نفسه بالفعل.
arguments-also = السطر يحتوي { $other } أيضًا. لا تُحسب في معظم المفاتيح إلا القيمة الأخيرة.
arguments-quote = علامة اقتباس لم تُغلق.
arguments-key = يبدأ المعامل بمفتاحه.
arguments-fixed = يحدد الإصدار الذي يبدأ، وليس للتعديل

system-group = ما عدا الحزم
etc-title = الإعدادات المغيَّرة
etc-row-body = ملفات في /etc تختلف عن الصورة المنشورة، للمديرين
etc-asking = تُقرأ الإعدادات
etc-asking-body = قد تحتوي الإعدادات كلمات مرور ومفاتيح، لذا تُطلب كلمة مرور مدير.
etc-none = لا إعداد يختلف
etc-none-body = كل الملفات في /etc كما نُشرت.
etc-refused = للمديرين فقط
etc-refused-body = قد تحتوي الإعدادات كلمات مرور ومفاتيح. حاول مجددًا بكلمة مرور مدير، أو اطلب من أحدهم.
etc-failed = تعذرت قراءة الإعدادات
etc-same = لم يعد هناك اختلاف
etc-same-body = هذا الملف كما نُشر.
etc-search = البحث في الملفات
etc-list = الملفات المختلفة
etc-no-match = لا ملف يحوي مساره هذا
etc-file-asking = تُجرى مقارنة الملف
etc-copy = نسخ الاختلافات
etc-difference = ما يختلف
etc-added = { $count ->
    [zero] لم يُضف أي سطر
    [one] أُضيف سطر واحد
    [two] أُضيف سطران
    [few] أُضيفت { $count } أسطر
    [many] أُضيف { $count } سطرًا
   *[other] أُضيف { $count } سطر
}
etc-removed = { $count ->
    [zero] لم يُحذف أي سطر
    [one] حُذف سطر واحد
    [two] حُذف سطران
    [few] حُذفت { $count } أسطر
    [many] حُذف { $count } سطرًا
   *[other] حُذف { $count } سطر
}
etc-mode = الصلاحيات { $old } ← { $new }
etc-owner = المالك { $old } ← { $new }
etc-secret = لا يجوز للجميع قراءة هذا الملف
etc-secret-body = قد يحتوي كلمات مرور أو مفاتيح. أظهره فقط حيث لا ينظر أحد غيرك.
etc-secret-show = الإظهار على أي حال
etc-binary = لا يحتوي نصًا
etc-binary-body = يختلف عن الملف المنشور، لكن لا يمكن إظهاره سطرًا سطرًا.
etc-large = كبير جدًا
etc-large-body = يختلف عن الملف المنشور، لكنه أكبر من أن يُظهر سطرًا سطرًا.
etc-access = محتواه كما نُشر
etc-access-body = تختلف صلاحياته أو مالكه فقط.
etc-unknown = لا يمكن إظهاره
etc-unknown-body = يختلف عن الملف المنشور بطريقة لا يعرفها هذا الإصدار من Waymark.

## Advisories
advisories-security = الأمان
advisories-other = إصلاحات وجديد
advisories-critical = حرجة: { $count }
advisories-important = مهمة: { $count }
advisories-moderate = متوسطة: { $count }
advisories-low = منخفضة: { $count }
advisories-unrated = بلا درجة: { $count }
advisories-more = اعرض الكل
advisories-failed = تعذّرت قراءة التنبيهات
advisory-security = أمان
advisory-bugfix = إصلاحات
advisory-enhancement = جديد
advisory-other = تنبيه
advisory-graded = { $kind }، { $severity }
advisory-more = { $names } و{ $count } غيرها
advisory-packages = الحزم
advisory-links = للقراءة
advisory-no-links = لا يقدّم ناشره روابط.
advisory-open = افتح في المتصفح
severity-critical = حرجة
severity-important = مهمة
severity-moderate = متوسطة
severity-low = منخفضة

## Streams
menu-streams = تابع _قناة أخرى…
stream-upgrade = رقِّ إلى { $stream }…
stream-follow-other = تابع قناة أخرى…
stream-missing = لم تعد لدى الخادوم القناة التي يتابعها هذا النظام. لن يأتي منها أي تحديث.
stream-older = يعرض الخادوم شيئًا أقدم مما يعمل. لا يلزم فعل شيء، وستُعرض إصدارات أحدث عند توفرها.
stream-fixed = يتابع هذا النظام إصدارًا واحدًا بمحتواه، لذا لن يأتي أي تحديث أبدًا.
stream-followed = المتابَعة الآن
stream-newer = التالية
stream-entry-wrong = أدخل مرجع صورة أو اسم قناة، بلا مسافات.
banner-held = موقوف عند { $version }
banner-follow-button = تابع التحديثات
banner-end-of-life = وصلت القناة التي يتابعها هذا النظام إلى نهايتها
banner-end-of-life-says = تنتهي القناة التي يتابعها هذا النظام: { $text }
banner-newer = { $stream } متاح
rebase-choose-title = تابع قناة أخرى
rebase-choose-body = القناة هي مصدر التحديثات. يُنظر أولًا فيما تختاره، ولا يتغير شيء حتى تقول ذلك.
rebase-listing = يجري السؤال عما هو متاح
rebase-list = القنوات
rebase-none = لا يذكر الخادوم قنوات أخرى.
rebase-entry = قناة أو مرجع صورة
rebase-look = انظر ما الذي يتغير
rebase-looking = يجري النظر في { $stream }
rebase-looking-body = لا يغيّر النظر شيئًا.
rebase-title = رقِّ إلى { $stream }
rebase-changes = ما الذي يتغير
rebase-changes-none = لا تتغير أي حزمة
rebase-changes-unknown = ستُعرف الحزم التي تتغير بعد التنزيل.
rebase-way-back = يبقى { $version } على هذا الحاسوب طريقًا للرجوع.
rebase-note = عند المتابعة يجري التنزيل والإعداد. لا يتغير شيء حتى إعادة التشغيل، ويمكن تجاهله قبلها.
rebase-blocked = { $count ->
    [zero] لا تعترض أي طبقة
    [one] تعترض طبقة واحدة
    [two] تعترض طبقتان
    [few] تعترض { $count } طبقات
    [many] تعترض { $count } طبقة
   *[other] تعترض { $count } طبقة
}
rebase-blocked-body = لا تتوافق هذه الحزم مع { $stream }. أزلها في صفحة «الحزم»، ثم حاول من جديد.
rebase-blocked-list = الطبقات المعترضة
rebase-go = رقِّ
rebase-follow = تابع هذه القناة
rebase-back = ارجع
toast-rebased = ستُتابع { $stream } ابتداءً من إعادة التشغيل القادمة
job-rebase = يجري الانتقال إلى قناة أخرى
job-list-streams = يجري السؤال عما يمكن متابعته
failed-rebase = تعذّر تغيير القناة
failed-list-streams = تعذّر سرد القنوات

## What a job says
log-show = اعرض السجل
log-title = السجل
log-text = ما يقوله النظام
log-empty = لم يُقل شيء بعد.
log-none = لم يُقل شيء.
log-gone = ما قيل لم يعد محفوظًا.
log-refused = لا يقرأ ما يقوله إلا من بدأه.
