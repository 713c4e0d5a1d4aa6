# The window's words. Short, calm, exact: what happened, what it means, what can be done.

## Around the window
app-name = Waymark
page-updates = Updates
page-versions = Versions
page-packages = Packages
menu-main = Main Menu
menu-check = _Check for Updates
menu-clean-up = Clean _Up…
menu-preferences = _Preferences
menu-shortcuts = _Keyboard Shortcuts
menu-about = _About Waymark
about-comments = See what your system is made of, update it, and take it back to any earlier version.
check-tooltip = Check for Updates
check-running-tooltip = Checking for Updates
cancel = Cancel
close = Close
copy = Copy
details = Details
details-title = Details
details-raw = What the System Reported

preferences = Preferences
preferences-check = Check When the Window Opens
preferences-check-body = At most once a day, and not on a metered connection.
preferences-background = Notify While No Window Is Open
preferences-background-body = When an update is ready, fails for days or is critical. Starts with your session.
preferences-background-failed = It could not be switched. Try again.
preferences-clean-up = Clean-Up
preferences-keep = Earlier Versions to Keep
preferences-keep-body = Beside the running, the next and the pinned ones.

## Automatic updates
preferences-general = General
policy = Automatic Updates
policy-body = This holds for everyone on this computer, and an administrator changes it. Nothing restarts by itself.
policy-mode = Without Being Asked
policy-mode-manual = Do Nothing
policy-mode-check = Look for Updates
policy-mode-download = Download Updates
policy-mode-stage = Prepare Updates
policy-step-nothing = Nothing is done now
policy-step-check = Updates are looked for next
policy-step-download = { $version } is downloaded next
policy-step-stage = { $version } is prepared next
policy-next = It goes on after { $time }.
policy-next-never = It does not go on by itself.
policy-blocks = Stands in the way
policy-when = When
policy-metered = On Metered Connections
policy-battery = While the Battery Is Low
policy-window = Only at Certain Times
policy-window-body = The computer has to be on then. Choose at least an hour.
policy-window-days = Days
policy-window-from = From
policy-window-until = Until
policy-others = Let Others Find Out First
policy-others-body = A version is offered only once it has been public for some days.
policy-wait = Days to Wait
policy-override = Security Fixes
policy-override-body = Those that do not wait.
policy-override-never = All wait
policy-override-low = Low and graver
policy-override-moderate = Moderate and graver
policy-override-important = Important and graver
policy-override-critical = Critical
policy-keep-title = Earlier Versions
policy-keep = Earlier Versions to Keep
policy-keep-body = When updates are taken by themselves. With 0 the system decides.
policy-why-unknown = There is a reason that this window does not know.
policy-why-manual = Updates are taken only when somebody asks.
policy-why-other-updater = { $unit } updates this system by itself. Switch that off first.
policy-why-not-supported = This system cannot be updated here.
policy-why-no-timer = The timer of the service does not run, so nothing wakes it.
policy-why-busy = The system is being changed.
policy-why-metered = The connection is metered.
policy-why-low-battery = The battery is low.
policy-why-outside-window = It is outside the chosen times. They begin again on { $time }.
policy-why-backing-off = { $count ->
    [one] The last attempt failed. It is tried again after { $time }.
   *[other] The last { $count } attempts failed. It is tried again after { $time }.
}
policy-why-held = The system is held at { $version }.
policy-why-chosen = Somebody chose { $version } for the next start.
policy-why-checked-lately = Updates were looked for lately. It is due again on { $time }.
policy-why-too-young = { $version } has not been public for long enough. It is offered from { $time } on.
policy-why-hidden = { $version } is hidden until a newer version comes.
policy-why-newest-only = This system takes the newest version or none, so no earlier one is offered meanwhile.
policy-why-urgent = { $version } does not wait: it mends grave security faults.
policy-why-no-update = There is no update.
policy-why-lacks-room = There is not enough room for { $version }.
policy-why-cannot-download = This system cannot download without preparing. Choose to prepare updates.
policy-why-downloaded = { $version } is downloaded. Preparing it is up to you.
policy-why-staged = { $version } is prepared and waits for a restart.
policy-why-only-checks = { $version } is ready to install. Taking it is up to you.
policy-why-offered = { $version } is ready to install.

## Notifications while no window is open
note-open = Open
note-look = Show
note-restart = Restart…
note-critical = { $count ->
    [one] A critical security fix is waiting
   *[other] { $count } critical security fixes are waiting
}
note-critical-body = Version { $version } has it. Updating prepares it beside the running version.

keys-title = Keyboard Shortcuts
keys-system = The System
keys-check = Check for Updates
keys-pages = Pages
keys-back = Back
keys-window = Window
keys-close = Close the Window
keys-quit = Quit

welcome-title = Welcome to Waymark
welcome-updates = See what a new version changes, take it, and restart when you say.
welcome-versions = Go back to an earlier version when a new one is bad. Your files stay.
welcome-packages = See what you changed on top of the published image, and change it.
welcome-permission-title = Nothing Without You
welcome-permission = What changes the system may ask for a password first. Looking never changes anything.
welcome-start = Get Started

## Ages, times and sizes
ago-now = just now
ago-minutes = { $count ->
    [one] a minute ago
   *[other] { $count } minutes ago
}
ago-hours = { $count ->
    [one] an hour ago
   *[other] { $count } hours ago
}
ago-yesterday = yesterday
ago-days = { $count ->
    [one] a day ago
   *[other] { $count } days ago
}
ago-weeks = { $count ->
    [one] a week ago
   *[other] { $count } weeks ago
}
ago-months = { $count ->
    [one] a month ago
   *[other] { $count } months ago
}
ago-years = { $count ->
    [one] a year ago
   *[other] { $count } years ago
}
ago-on = on { $date }
left-seconds = { $count ->
    [one] 1 second left
   *[other] { $count } seconds left
}
left-minutes = { $count ->
    [one] 1 minute left
   *[other] { $count } minutes left
}
left-hours = { $count ->
    [one] 1 hour left
   *[other] { $count } hours left
}
duration-seconds = { $count ->
    [one] 1 second
   *[other] { $count } seconds
}
duration-minutes = { $count ->
    [one] 1 minute
   *[other] { $count } minutes
}
duration-hours = { $count ->
    [one] 1 hour
   *[other] { $count } hours
}
unknown-version = a version without a name
separator = { " · " }
list-separator = { ", " }
size-bytes = { $count ->
    [one] 1 byte
   *[other] { $count } bytes
}
size-kilobytes = { $number } kB
size-megabytes = { $number } MB
size-gigabytes = { $number } GB
size-terabytes = { $number } TB

## The service as a whole
loading-title = Reading the System
missing-title = The Service Is Not Installed
missing-body = The window needs Waymark's system service, which is not part of this computer's system yet. Once it is installed, the window goes on by itself.
missing-sandboxed = This window runs in a sandbox. The service that it needs is a part of the system and cannot come with the app: install it there, or ask for it where your system comes from. Once it is installed, the window goes on by itself.
missing-read = How to Install It
unreachable-title = The Service Cannot Be Reached
unreachable-body = Waymark's system service does not answer. Trying goes on by itself; its log says more.
unreachable-bus = The bus over which programs talk to the system does not answer. Trying goes on by itself.
unreachable-other = The window and the service do not understand each other. They are of different versions: install both anew.
command-title = In a Terminal
not-atomic-title = Not an Atomic System
not-atomic-body = This system is not made of versions that can be switched as a whole, so there is nothing here that Waymark could update or take back.
not-atomic-read = Which Systems Work

## Banner
banner-reconnecting = The service stopped. Connecting again…
banner-restart-update = Restart to finish the update to { $version }
banner-restart-changes = Restart to finish the changes
banner-restart-back = Restart to go back to { $version }
banner-restart-other = Restart to start { $version }
banner-unchecked = { $days ->
    [one] Updates have not been checked for a day
   *[other] Updates have not been checked for { $days } days
}
banner-failing = { $days ->
    [one] Updates have been failing for a day
   *[other] Updates have been failing for { $days } days
}
banner-restart-button = Restart Now…
banner-check-button = Check Again

## Updates
updates-available-title = Version { $version } is ready
updates-published = Published { $ago }
updates-size = { $size }
updates-size-none = nothing to download
updates-packages = { $count ->
    [0] no package changes
    [one] 1 package changes
   *[other] { $count } packages change
}
updates-update = _Update
updates-check-again = Check Again
updates-check-now = _Check Now
updates-try-again = Try Again
updates-clean-up = _Clean Up…
updates-restart = _Restart…
updates-discard = _Discard
updates-current-title = You are up to date
updates-held-title = Staying at { $version }
updates-held-body = Newer versions are not taken until you follow updates again.
updates-unchecked-title = Not checked yet
updates-unchecked-body = Check whether there is a new version.
updates-checking-title = Checking for updates
updates-staged-title = Restart to finish
updates-staged-body = { $version } is prepared. It starts with the next restart; the running version stays until then.
updates-changes = What Changes
updates-staged-changes = What the Restart Brings
updates-running = You are running { $version }.
updates-running-published = You are running { $version }, published { $ago }.
updates-stream = It follows { $stream }.
updates-checked = Checked { $ago }.
updates-tried = Tried { $ago }.
updates-last-success = The last check that worked was { $ago }.
updates-last-failure = A check failed { $ago }.
updates-never-succeeded = No check has worked yet.
updates-check-failed-title = Updates could not be checked
updates-notice-check-failed = The last check failed { $ago }: { $reason }
updates-notice-room = There is not enough room on { $place } for this update: { $size } more are needed.
updates-notice-clean-up = Clean Up…
place-system = the system disk
place-boot = /boot
updates-notice-replaces = { $version } is prepared already. This update replaces it.
updates-notice-drops = Version { $version } will be removed to make room.
updates-advisories = Advisories: { $counts }
updates-notice-driver = { $program } updates this system, so updates are not taken from here. Update with it, or have an administrator turn it off first.
updates-unseen = Which packages change, and which faults that mends, is known once it is downloaded.
updates-unseen-download = Downloading prepares the version beside the running one: nothing changes until the restart, and it can be discarded.
updates-unseen-button = Download to See Changes
updates-keep = Keep
updates-keep-named = Keep { $version }
updates-notice-hidden = { $version } is hidden until a newer version comes.
updates-show = Show Anyway
updates-show-named = Show { $version } Anyway

## Progress
job-check = Checking for updates
job-update = Updating
job-update-to = Updating to { $version }
job-discard = Discarding the prepared update
job-restore = Going back
job-set-pinned = Changing what is pinned
job-delete = Deleting
job-clean-up = Cleaning up
job-history = Looking for older versions
job-search = Searching the repositories
job-packages = Working on packages
job-arguments = Changing the kernel arguments
job-restart = Restarting
job-other = Changing the system
job-started-by = Started by { $user }.
job-started-by-program = Started by { $program }.
job-started-by-program-for = { $program } does it, started by { $user }.
job-started-by-other = Started by another user.
job-user-id = user { $uid }
job-may-close = You can close this window; the work goes on.
step-working = Working
step-preparing = Preparing
step-checking = Asking the server
step-fetching-metadata = Fetching descriptions
step-downloading = Downloading
step-resolving = Working out which packages go together
step-making-initramfs = Preparing the start of the machine
step-staging = Preparing the new version
step-writing = Writing the boot list
step-cleaning-up = Cleaning up
step-verifying = Verifying
step-restarting = Restarting
step-waiting = Waiting
step-cancelling = Cancelling
progress-of = { $done } of { $total }
progress-rate = { $rate }/s
progress-percent = { $percent } percent
progress-label = Progress

## What differs
changes-search = Search Changes
changes-filter = Show
changes-all = All Packages
changes-files = Files
changes-none = No package changes
changes-no-files = No file changes
changes-no-match = Nothing matches
changes-loading = Comparing…
changes-unknown = What would change is not known yet
changes-unknown-body = A small description of this version has to be fetched first.
changes-unknown-packages = This version carries no list of its packages
changes-fetch = Compare
changes-failed = The versions could not be compared
changes-summary-added = { $count } added
changes-summary-removed = { $count } removed
changes-summary-upgraded = { $count } upgraded
changes-summary-downgraded = { $count } downgraded
changes-summary-changed = { $count } changed
changes-list = Changes
change-added = Added
change-removed = Removed
change-upgraded = Upgraded
change-downgraded = Downgraded
change-changed = Changed
change-layered = Layer
change-arrow = { $old } → { $new }
change-says-added = { $name }, added, { $version }
change-says-removed = { $name }, removed, { $version }
change-says-upgraded = { $name }, upgraded from { $old } to { $new }
change-says-downgraded = { $name }, downgraded from { $old } to { $new }
change-says-changed = { $name }, changed
change-says-bare = { $name }, { $change }

## Versions
versions-here = On This Computer
versions-older = Older Versions
versions-older-from = Older Versions from { $stream }
versions-older-body = Versions that the server still has. They will be downloaded when you go back to them.
versions-show = Show
versions-show-more = Show More
versions-older-none = The server has no older versions
versions-older-end = That is all the server has
versions-tag-lagging = The tag that this system follows is behind the newest version, so that version is not offered as an update.
versions-tag-missing = The server no longer has the tag that this system follows. No update will come until you choose another stream.
versions-incomplete = The server has more versions than could be listed.
versions-download = Will be downloaded
versions-no-layers = as published
versions-layers = { $count ->
    [one] 1 layer
   *[other] { $count } layers
}
group-ahead = Dated Ahead
group-today = Today
group-week = This Week
group-unknown = Without a Date
way-back-title = Something wrong since the update?
way-back-body = { $version } ran before and is still here. Your files stay as they are, and you can come back.
way-back-button = Go Back to { $version }
way-back-compare = What Changed
way-back-dismiss = Do Not Show Again
badge-running = Running
badge-next = Next
badge-staged = Staged
badge-pinned = Pinned
badge-held = Held
badge-unlocked = Writable

## How the computer started
start-updated = Updated to { $version }
start-changed = The changes to this system are in place
start-failures = { $count ->
    [one] Updated to { $version }, but a part of the system failed to start
   *[other] Updated to { $version }, but { $count } parts of the system failed to start
}
start-failed-units = { $units } did not start. Before the update this was not so.
start-failed-units-more = { $count ->
    [one] { $units } and 1 more did not start. Before the update this was not so.
   *[other] { $units } and { $count } more did not start. Before the update this was not so.
}
start-went-back = You are back on { $version }
start-not-finished = The update to { $version } was not finished
start-not-finished-changes = The changes to this system were not finished
start-still = { $version } still runs, and nothing else was changed.
start-came-back = { $meant } did not start; you are back on { $runs }
start-other = { $runs } runs, not { $meant }
start-why-no-space = There was no room for it as the computer shut down.
start-why-timed-out = It took longer than the computer waits as it shuts down.
start-why-killed = It was broken off as the computer shut down.
start-why-power-cut = The computer went off without shutting down.
start-why-locked = Another program asked to leave it for later.
start-why-other = It failed as the computer shut down. The system's journal says why.
start-why-unknown = The reason is not known.
start-why-automatic = A health check failed after the update, so the computer went back by itself.
start-why-chosen = { $version } is still the one to start next. Another one was chosen as the computer started, or it could not start.
start-clean-up = Clean Up…
start-stay = Stay on { $version }
start-stay-tooltip = Hide { $version } Until a Newer Version Comes
start-copy = Copy Report
start-more = More
start-dismiss = Dismiss

## One version
version-go-back = _Go Back to This Version
version-start-next = _Start This Version Next
version-keep-running = _Keep Using This Version
version-restart = _Restart…
version-pin = _Pin
version-unpin = Un_pin
version-delete = _Delete…
version-is-running = This is the version that runs now.
version-is-next = The next restart starts this version.
version-will-download = It is not on this computer and will be downloaded.
version-files-stay = Your files stay as they are. System-wide settings are those that this version had when it last ran.
version-all-stay = Your files and settings stay as they are.
version-compare-with = Compare With
version-compare-running = { $version } (running)
version-compare-tab = What Changes
version-details-tab = Details
version-gone = This version is no longer on this computer
version-published = Published { $date }, { $ago }
row-version = Version
row-date = Published
row-made = Made on This Computer
row-checksum = Checksum
row-id = Deployment
row-origin = Follows
row-stateroot = System Name
row-kernel = Kernel
row-kernel-arguments = Kernel Arguments
row-signatures = Signed By
row-unsigned = No signature is known
row-packages = Packages
row-frees = Deleting Frees
row-layers = Layers
row-unlocked = Made Writable
row-base-version = Published Image
row-base-date = Image Published
row-base-checksum = Checksum of the Image
row-digest = Digest
row-tag = Tag
row-held = Held At
row-end-of-life = End of Life
row-inactive = Without Effect
row-verification = Verified
row-initramfs = Initial File System
row-initramfs-arguments = Made With
row-initramfs-files = With Files of /etc
row-live = Put In While Running
verified-not = Not at all
verified-signed = By the signature of its image
verified-remote = By the keys of its server
initramfs-published = As published
initramfs-regenerated = Made on this computer
unlocked-development = Until the restart, for trying things
unlocked-hotfix = For good, as a quick repair
unlocked-transient = Until the restart
signature-good = Good
signature-bad = Wrong
signature-expired = Expired
signature-key-expired = The key has expired
signature-key-revoked = The key was revoked
signature-key-missing = The key is not known here
layer-added = added
layer-local = added from a file
layer-replaced = replaced
layer-local-replacement = replaced from a file
layer-removed = removed
layer-file-override = laid over
row-copy = Copy { $what }

## After an action
toast-hidden = { $version } is hidden until a newer version comes
toast-restored = { $version } starts next
toast-undo = Undo
toast-pinned = { $version } is pinned and will be kept
toast-unpinned = { $version } is no longer pinned
toast-deleted = { $version } was deleted
toast-discarded = The prepared update was discarded
toast-cancelled = Cancelled. Nothing was changed.
toast-packages = Ready for the next restart
toast-arguments = Ready for the next restart
toast-unchanged = Nothing had to be done
toast-cleaned = Cleaned up
toast-freed = Cleaned up: { $size } are free again

## Questions
ask-restart-title = Restart Now?
ask-restart-body = { $version } will start. Save your work first: all programs will be closed.
ask-restart-plain = Save your work first: all programs will be closed.
ask-restart-off = Power Off
ask-restart-button = Restart
ask-delete-title = Delete { $version }?
ask-delete-body = The version published { $date } will be removed from this computer, with everything that no other version needs. You will not be able to go back to it unless the server still has it.
ask-delete-plain = It will be removed from this computer, with everything that no other version needs. You will not be able to go back to it unless the server still has it.
ask-delete-frees = That makes { $size } of room.
ask-delete-button = Delete
ask-replace-title = Discard the Prepared Update?
ask-replace-body = { $staged } is prepared and will be discarded when { $version } is made to start next. This cannot be undone, but the update can be downloaded again.
ask-clean-up-title = Clean Up?
ask-clean-up-versions = { $count ->
    [one] { $versions } will be removed.
   *[other] { $versions } will be removed.
}
ask-clean-up-none = No version is removed.
ask-clean-up-rest = What no version needs any more goes. The running, the next and the pinned versions stay.
ask-clean-up-button = Clean Up

## What went wrong
failed-check = Updates could not be checked
failed-update = The update failed
failed-discard = The prepared update could not be discarded
failed-hide = It could not be changed which versions are offered
failed-restore = Going back failed
failed-set-pinned = The pin could not be changed
failed-delete = The version could not be deleted
failed-clean-up = Cleaning up failed
failed-history = Older versions could not be listed
failed-search = The search failed
failed-packages = The packages could not be changed
failed-arguments = The kernel arguments could not be changed
failed-restart = The computer could not be restarted
failed-policy = The automatic updates could not be changed
failed-other = It did not work
failed-cancel = It could not be cancelled
failed-show-work = Show What Runs
failed-show-versions = Show Versions
why-not-authorized = You are not allowed to do this. Nothing was changed. Ask an administrator of this computer.
why-not-authorized-ask = You are not allowed to do this. Nothing was changed. Ask an administrator of this computer: { $administrators }.
why-cancelled = It was cancelled. Nothing was changed.
why-busy = The system is being changed already. Wait until that is done, then try again.
why-busy-program = { $program } is changing the system now. Wait until it is done, then try again.
why-busy-user = { $user } is changing the system now. Wait until that is done, then try again.
why-busy-program-user = { $program }, started by { $user }, is changing the system now. Wait until it is done, then try again.
why-inhibited = { $programs } asked not to restart now. Finish there first, then try again.
why-conflict = Something changed in the meantime, so nothing was done. Check again and look before you go on.
why-conflict-packages = { $packages } stand in the way. Nothing was changed. Take them out of what is asked for, or remove them first, then try again.
why-conflict-problems = Packages do not go together: { $problems }. Nothing was changed. Ask for something else, then try again.
why-conflict-driver = { $program } updates this system, so nothing was done here. Update with it, or have an administrator turn it off first.
why-offline-wait = The server is too busy and asks to be left alone. Nothing was changed. Try again in { $time }.
why-offline = The server could not be reached. Nothing was changed. Check the network and try again.
why-not-found = It is not there any more. Nothing was changed.
why-invalid = The service did not understand the request. Nothing was changed.
why-not-supported = This system cannot do that. Nothing was changed.
why-no-space = There is not enough room on the disk. Nothing was changed. Cleaning up removes earlier versions that are no longer needed.
why-no-space-numbers = { $filesystem } has { $available } left, but { $required } are needed. Nothing was changed. Cleaning up removes earlier versions that are no longer needed.
why-signature = It is not signed by anyone whom this system trusts, so it was not taken. Nothing was changed.
why-corrupt = The data is damaged, so it was not taken. Nothing was changed. Trying again may help.
why-engine-gone = The part of the system that does this is not running. Try again in a moment.
why-interrupted = The service ended before the work was done. The running version is untouched. You can try again.
why-unverified = The system reported success, but it does not look as it should. Look at the versions before you restart.
why-failed = Something went wrong. The running version is untouched.

## Packages
packages-title = This system is exactly the published image
packages-cannot = Packages cannot be added to this kind of system, so it is the same for everyone who uses it. For more programs, use apps from Flathub or a container.
packages-search = Search Packages
packages-base = In the Image
packages-none = No package has this in its name
packages-unknown = This system carries no list of its packages
packages-more = Only the first { $count } are shown. Search to find others.
packages-list = Packages in the Image

layers-none = Your system is exactly the published image.
layers-none-later = After the restart your system is exactly the published image.
layers-differs = Your system differs from the published image by { $what }.
layers-differs-later = After the restart your system differs from the published image by { $what }.
layers-packages = { $count ->
    [one] 1 package
   *[other] { $count } packages
}
layers-replacements = { $count ->
    [one] 1 replacement
   *[other] { $count } replacements
}
layers-removals = { $count ->
    [one] 1 removal
   *[other] { $count } removals
}
layers-locked = The administrator of this system turned package changes off. What is there can be looked at.
layers-unread = How the system differs from the published image could not be read.
layers-why = _Why This Matters
layers-why-body = The published image is what its makers tested and what others run. Each package that you add, replace or remove makes a system that nobody else has: updates take longer and can fail because of it. Apps from Flathub and tools in a container leave the image as it is.
layers-menu = More for Packages
layers-menu-replace = Replace from _File…
layers-menu-repositories = _Repositories
layers-menu-reset = Reset to _Published Image…
layers-add = _Add Packages…
layers-group-added = Layered
layers-group-local = Layered from Files
layers-group-replaced = Replaced
layers-group-removed = Removed from the Image
layers-group-inactive = Requested but Inactive
layers-group-inactive-body = These were asked for. They have an effect again when the image no longer does the same.
layers-from = from { $repository }
layers-from-file = from a file
layers-inactive-added = already in the image
layers-inactive-removed = not in the image
layers-inactive-replaced = not in the image, or the same there
layers-remove = Remove
layers-remove-named = Remove { $name }
layers-reset = Reset
layers-reset-named = Reset { $name }
layers-keep = Keep
layers-keep-named = Keep { $name }
layers-forget = Forget
layers-forget-all = _Forget
layers-forget-named = Forget { $name }
layers-coming = Not Applied Yet
layers-waiting = { $count ->
    [one] 1 change
   *[other] { $count } changes
}
layers-review = _Review and Apply…
wish-add = Will be added
wish-add-file = Will be added from a file
wish-remove = Will be removed
wish-take-out = Will be removed from the image
wish-replace-file = Will replace a package of the image
wish-reset = Will be as published
base-change = Change { $name }…
base-body = Version { $version } is part of the image. Removing it makes your system differ from the one that others run.
base-take-out = Remove from the Image
base-leave = Leave as Published
found-in-base = In the image
found-layered = Layered already
found-inactive = Asked for, already in the image
add-title = Add Packages
add-search = Search the Repositories
add-search-button = Search
add-file = From File…
add-start = Search for Packages
add-start-body = By name or by what they are. What you tick is kept from search to search.
add-nothing = Nothing Found
add-nothing-body = No package in the repositories fits. Try another word.
add-list = Packages Found
add-unchoose = Do Not Add { $name }
add-none = Add
add-button = { $count ->
    [one] Add 1 Package
   *[other] Add { $count } Packages
}
files-title = Choose Package Files
files-accept = Choose
files-filter = RPM Packages
review-title = Review Changes
review-apply = Apply
review-working = Trying Out the Changes
review-working-body = Nothing is changed yet.
review-note = A new version of your system is made with these changes and starts with the next restart. The present one stays as the way back.
review-asked = What You Asked For
hold-ends = The system stays at { $version } now, and this change ends that: the next update follows the stream again. To stay, go back to that version afterwards.
review-files = Package Files
review-signed = signed with the key { $key }
review-unsigned = not signed
review-changes = What Would Change
review-none = No package changes.
review-unknown = Which packages change is not known beforehand.
conflict-title = { $count ->
    [one] A Package Stands in the Way
   *[other] { $count } Packages Stand in the Way
}
conflict-body = { $count ->
    [one] The changes do not go together with what is there. Nothing was changed. You can go on without this package.
   *[other] The changes do not go together with what is there. Nothing was changed. You can go on without these packages.
}
conflict-body-all = The changes do not go together with what is there. Nothing was changed.
conflict-list = Packages in the Way
conflict-without = { $count ->
    [one] Continue Without It
   *[other] Continue Without Them
}
ask-reset-title = Reset to the Published Image?
ask-reset-body = This takes back everything that differs: { $packages }. It takes effect with the next restart; the present version stays as the way back.
ask-reset-button = Reset
repositories-title = Repositories
repositories-body = Packages are added and replaced from those that are in use.
repositories-enabled = In use
repositories-disabled = Not used
repositories-none = There Are No Repositories
repositories-failed = The Repositories Could Not Be Read
arguments-title = Kernel Arguments
arguments-open = Change…
arguments-body = These words are given to the kernel when the system starts. Edits are applied together and count from the next restart on.
arguments-grave = These edits can keep the computer from starting. The present version stays as the way back, in the boot menu.
arguments-risk = A wrong value can keep the computer from starting.
arguments-danger-root = Says where the system's files are and how they are mounted.
arguments-danger-first = Says what is started first.
arguments-danger-disks = Says how the disks are found and unlocked.
arguments-danger-target = Says how far the system starts.
arguments-danger-guard = Says what may run.
arguments-danger-hardware = Says what hardware is used, and how.
arguments-add = _Add Argument…
arguments-reset = _Forget Edits
arguments-apply = Apply…
arguments-preview = The Line with These Edits
arguments-line-too-long = All of it is longer than a kernel reads. Take something away.
ask-arguments-title = Change the Kernel Arguments?
ask-arguments-body = { $count ->
    [one] One edit is applied. It counts from the next restart on; the present version stays as the way back.
   *[other] { $count } edits are applied. They count from the next restart on; the present version stays as the way back.
}
ask-arguments-grave = This can keep the computer from starting. If it does, choose the present version in the boot menu.
arguments-add-title = Add Argument
arguments-edit-title = Edit Argument
arguments-entry = Argument
arguments-add-button = Add
arguments-change = Change
arguments-hint = A key, or a key and a value: quiet, or console=ttyS0. Blanks stand between quotes.
arguments-is-new = Will be added
arguments-is-gone = Will be removed
arguments-was = Was { $before }
arguments-edit = Edit { $name }
arguments-delete = Remove { $name }
arguments-restore = Undo the edit of { $name }
arguments-empty = Nothing is entered.
arguments-too-long = It is longer than a kernel reads.
arguments-words = An argument is one word. Blanks stand between quotes.
arguments-quote-it = An argument is one word. With blanks it is written { $argument }.
arguments-twice = The line has the same argument already.
arguments-also = The line has { $other } too. Of most keys only the last value counts.
arguments-quote = A quote does not end.
arguments-key = An argument begins with its key.
arguments-fixed = Says which version starts, and is not for editing

system-group = Beyond Packages
etc-title = Changed Settings
etc-row-body = Files in /etc that differ from the published image, for administrators
etc-asking = Reading the Settings
etc-asking-body = Settings can hold passwords and keys, so an administrator's password is asked for.
etc-none = No Setting Differs
etc-none-body = All files in /etc are as published.
etc-refused = Only Administrators May See This
etc-refused-body = Settings can hold passwords and keys. Try again with the password of an administrator, or ask one.
etc-failed = The Settings Could Not Be Read
etc-same = Nothing Differs Any More
etc-same-body = This file is as published.
etc-search = Search Files
etc-list = Files That Differ
etc-no-match = No file has this in its path
etc-file-asking = Comparing the File
etc-copy = Copy What Differs
etc-difference = What Differs
etc-added = { $count ->
    [one] 1 line added
   *[other] { $count } lines added
}
etc-removed = { $count ->
    [one] 1 line removed
   *[other] { $count } lines removed
}
etc-mode = mode { $old } → { $new }
etc-owner = owner { $old } → { $new }
etc-secret = Not Everyone May Read This File
etc-secret-body = It can hold passwords or keys. Show it only where nobody else looks on.
etc-secret-show = Show Anyway
etc-binary = It Holds No Text
etc-binary-body = It differs from the published file, but cannot be shown by line.
etc-large = It Is Too Large
etc-large-body = It differs from the published file, but is too large to be shown by line.
etc-access = Its Content Is as Published
etc-access-body = Only its mode or owner differs.
etc-unknown = It Cannot Be Shown
etc-unknown-body = It differs from the published file in a way that this version of Waymark does not know.

## Advisories
advisories-security = Security
advisories-other = Fixes and News
advisories-critical = { $count } critical
advisories-important = { $count } important
advisories-moderate = { $count } moderate
advisories-low = { $count } low
advisories-unrated = { $count } without a grade
advisories-more = Show All
advisories-failed = The advisories could not be read
advisory-security = Security
advisory-bugfix = Fixes
advisory-enhancement = News
advisory-other = Advisory
advisory-graded = { $kind }, { $severity }
advisory-more = { $names } and { $count } more
advisory-packages = Packages
advisory-links = To Read
advisory-no-links = Its publisher gives no links.
advisory-open = Open in the Browser
severity-critical = Critical
severity-important = Important
severity-moderate = Moderate
severity-low = Low

## Streams
menu-streams = _Follow Another Stream…
stream-upgrade = Upgrade to { $stream }…
stream-follow-other = Follow Another Stream…
stream-missing = The server no longer has the stream that this system follows. No update will come from it.
stream-older = The server offers something older than what runs. There is nothing to do; newer versions will be offered when there are some.
stream-fixed = This system follows one version by its content, so no update will ever come.
stream-followed = Followed now
stream-newer = The next one
stream-entry-wrong = Enter the reference of an image, or the name of a stream, without blanks.
banner-held = Held at { $version }
banner-follow-button = Follow Updates
banner-end-of-life = The stream that this system follows has come to its end
banner-end-of-life-says = The stream that this system follows ends: { $text }
banner-newer = { $stream } is available
rebase-choose-title = Follow Another Stream
rebase-choose-body = A stream is what updates come from. What you choose is looked at first; nothing changes until you say so.
rebase-listing = Asking what there is
rebase-list = Streams
rebase-none = The server lists no other streams.
rebase-entry = Stream or Image Reference
rebase-look = See What Changes
rebase-looking = Looking at { $stream }
rebase-looking-body = Nothing is changed by looking.
rebase-title = Upgrade to { $stream }
rebase-changes = What Changes
rebase-changes-none = No package changes
rebase-changes-unknown = Which packages change is known once it is downloaded.
rebase-way-back = { $version } stays on this computer as the way back.
rebase-note = Going on downloads and prepares it. Nothing changes until the restart, and it can be discarded before.
rebase-blocked = { $count ->
    [one] 1 layer stands in the way
   *[other] { $count } layers stand in the way
}
rebase-blocked-body = These packages do not go together with { $stream }. Remove them on the Packages page, then try again.
rebase-blocked-list = Layers in the Way
rebase-go = Upgrade
rebase-follow = Follow This Stream
rebase-back = Back
toast-rebased = { $stream } is followed from the next restart on
job-rebase = Going over to another stream
job-list-streams = Asking what could be followed
failed-rebase = The stream could not be changed
failed-list-streams = The streams could not be listed

## What a job says
log-show = Show Log
log-title = Log
log-text = What the System Says
log-empty = Nothing was said yet.
log-none = Nothing was said.
log-gone = What was said is not kept any more.
log-refused = Only who started it may read what it says.
