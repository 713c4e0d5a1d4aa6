# Die Texte des Fensters. Kurz, ruhig, genau: was geschah, was es bedeutet, was zu tun ist.

## Around the window
app-name = Waymark
page-updates = Aktualisierungen
page-versions = Versionen
page-packages = Pakete
menu-main = Hauptmenü
menu-check = Nach Aktualisierungen _suchen
menu-clean-up = _Aufräumen …
menu-preferences = _Einstellungen
menu-shortcuts = _Tastenkürzel
menu-about = _Info zu Waymark
about-comments = Sehen Sie, woraus Ihr System besteht, aktualisieren Sie es und bringen Sie es auf jede frühere Version zurück.
check-tooltip = Nach Aktualisierungen suchen
check-running-tooltip = Es wird nach Aktualisierungen gesucht
cancel = Abbrechen
close = Schließen
copy = Kopieren
details = Details
details-title = Details
details-raw = Meldung des Systems

preferences = Einstellungen
preferences-check = Beim Öffnen des Fensters suchen
preferences-check-body = Höchstens einmal am Tag und nicht über eine getaktete Verbindung.
preferences-background = Benachrichtigen, wenn kein Fenster offen ist
preferences-background-body = Wenn eine Aktualisierung bereit ist, seit Tagen fehlschlägt oder kritisch ist. Startet mit Ihrer Sitzung.
preferences-background-failed = Das konnte nicht umgeschaltet werden. Versuchen Sie es erneut.
preferences-clean-up = Aufräumen
preferences-keep = Frühere Versionen, die bleiben
preferences-keep-body = Neben der laufenden, der nächsten und den angehefteten.

## Automatic updates
preferences-general = Allgemein
policy = Automatische Aktualisierungen
policy-body = Das gilt für alle an diesem Rechner, und ein Systemverwalter ändert es. Nichts startet von selbst neu.
policy-mode = Ohne Aufforderung
policy-mode-manual = Nichts tun
policy-mode-check = Nach Aktualisierungen suchen
policy-mode-download = Aktualisierungen herunterladen
policy-mode-stage = Aktualisierungen vorbereiten
policy-step-nothing = Zurzeit wird nichts getan
policy-step-check = Als Nächstes wird nach Aktualisierungen gesucht
policy-step-download = Als Nächstes wird { $version } heruntergeladen
policy-step-stage = Als Nächstes wird { $version } vorbereitet
policy-next = Es geht frühestens am { $time } weiter.
policy-next-never = Es geht nicht von selbst weiter.
policy-blocks = Steht im Weg
policy-when = Wann
policy-metered = Über getaktete Verbindungen
policy-battery = Bei niedrigem Akkustand
policy-window = Nur zu bestimmten Zeiten
policy-window-body = Der Rechner muss dann eingeschaltet sein. Wählen Sie mindestens eine Stunde.
policy-window-days = Tage
policy-window-from = Von
policy-window-until = Bis
policy-others = Anderen den Vortritt lassen
policy-others-body = Eine Version wird erst angeboten, wenn sie einige Tage öffentlich ist.
policy-wait = Wartezeit in Tagen
policy-override = Sicherheitskorrekturen
policy-override-body = Welche nicht warten.
policy-override-never = Alle warten
policy-override-low = Gering und höher
policy-override-moderate = Mittel und höher
policy-override-important = Wichtig und höher
policy-override-critical = Kritisch
policy-keep-title = Frühere Versionen
policy-keep = Frühere Versionen, die bleiben
policy-keep-body = Wenn Aktualisierungen von selbst übernommen werden. Bei 0 entscheidet das System.
policy-why-unknown = Es gibt einen Grund, den dieses Fenster nicht kennt.
policy-why-manual = Aktualisierungen werden nur übernommen, wenn jemand es verlangt.
policy-why-other-updater = { $unit } aktualisiert dieses System von selbst. Schalten Sie das zuerst aus.
policy-why-not-supported = Dieses System kann hier nicht aktualisiert werden.
policy-why-no-timer = Der Zeitgeber läuft nicht, deshalb weckt nichts den Dienst.
policy-why-busy = Das System wird gerade geändert.
policy-why-metered = Die Verbindung ist getaktet.
policy-why-low-battery = Der Akkustand ist niedrig.
policy-why-outside-window = Es ist nicht die Zeit dafür: Die nächste beginnt am { $time }.
policy-why-backing-off = { $count ->
    [one] Der letzte Versuch ist fehlgeschlagen. Frühestens am { $time } wird es erneut versucht.
   *[other] Die letzten { $count } Versuche sind fehlgeschlagen. Frühestens am { $time } wird es erneut versucht.
}
policy-why-held = Das System ist bei { $version } festgehalten.
policy-why-chosen = Jemand hat { $version } für den nächsten Start gewählt.
policy-why-checked-lately = Vor Kurzem wurde nach Aktualisierungen gesucht. Wieder gesucht wird am { $time }.
policy-why-too-young = { $version } ist noch nicht lange genug öffentlich. Am { $time } ist es so weit.
policy-why-hidden = { $version } ist ausgeblendet, bis eine neuere Version kommt.
policy-why-newest-only = Dieses System übernimmt die neueste Version oder keine; deshalb wird inzwischen keine frühere angeboten.
policy-why-urgent = { $version } wartet nicht: Sie behebt schwerwiegende Sicherheitslücken.
policy-why-no-update = Es gibt keine Aktualisierung.
policy-why-lacks-room = Für { $version } ist nicht genug Platz.
policy-why-cannot-download = Dieses System kann nicht herunterladen, ohne vorzubereiten. Wählen Sie „Aktualisierungen vorbereiten“.
policy-why-downloaded = { $version } ist heruntergeladen. Das Vorbereiten liegt bei Ihnen.
policy-why-staged = { $version } ist vorbereitet und wartet auf einen Neustart.
policy-why-only-checks = { $version } kann installiert werden. Das Übernehmen liegt bei Ihnen.
policy-why-offered = { $version } kann installiert werden.

## Notifications while no window is open
note-open = Öffnen
note-look = Anzeigen
note-restart = Neu starten …
note-critical = { $count ->
    [one] Eine kritische Sicherheitskorrektur wartet
   *[other] { $count } kritische Sicherheitskorrekturen warten
}
note-critical-body = Version { $version } enthält sie. Das Aktualisieren bereitet sie neben der laufenden Version vor.

keys-title = Tastenkürzel
keys-system = Das System
keys-check = Nach Aktualisierungen suchen
keys-pages = Seiten
keys-back = Zurück
keys-window = Fenster
keys-close = Fenster schließen
keys-quit = Beenden

welcome-title = Willkommen bei Waymark
welcome-updates = Sehen Sie, was eine neue Version ändert, übernehmen Sie sie und starten Sie neu, wann Sie wollen.
welcome-versions = Kehren Sie zu einer früheren Version zurück, wenn eine neue schlecht ist. Ihre Dateien bleiben.
welcome-packages = Sehen Sie, was Sie am veröffentlichten Abbild geändert haben, und ändern Sie es.
welcome-permission-title = Nichts ohne Sie
welcome-permission = Was das System ändert, kann vorher nach einem Passwort fragen. Ansehen ändert nie etwas.
welcome-start = Los geht’s

## Ages, times and sizes
ago-now = gerade eben
ago-minutes = { $count ->
    [one] vor einer Minute
   *[other] vor { $count } Minuten
}
ago-hours = { $count ->
    [one] vor einer Stunde
   *[other] vor { $count } Stunden
}
ago-yesterday = gestern
ago-days = { $count ->
    [one] vor einem Tag
   *[other] vor { $count } Tagen
}
ago-weeks = { $count ->
    [one] vor einer Woche
   *[other] vor { $count } Wochen
}
ago-months = { $count ->
    [one] vor einem Monat
   *[other] vor { $count } Monaten
}
ago-years = { $count ->
    [one] vor einem Jahr
   *[other] vor { $count } Jahren
}
ago-on = am { $date }
left-seconds = { $count ->
    [one] noch 1 Sekunde
   *[other] noch { $count } Sekunden
}
left-minutes = { $count ->
    [one] noch 1 Minute
   *[other] noch { $count } Minuten
}
left-hours = { $count ->
    [one] noch 1 Stunde
   *[other] noch { $count } Stunden
}
duration-seconds = { $count ->
    [one] 1 Sekunde
   *[other] { $count } Sekunden
}
duration-minutes = { $count ->
    [one] 1 Minute
   *[other] { $count } Minuten
}
duration-hours = { $count ->
    [one] 1 Stunde
   *[other] { $count } Stunden
}
unknown-version = eine Version ohne Namen
separator = { " · " }
list-separator = { ", " }
size-bytes = { $count ->
    [one] 1 Byte
   *[other] { $count } Byte
}
size-kilobytes = { $number } kB
size-megabytes = { $number } MB
size-gigabytes = { $number } GB
size-terabytes = { $number } TB

## The service as a whole
loading-title = System wird gelesen
missing-title = Der Dienst ist nicht installiert
missing-body = Das Fenster braucht den Systemdienst von Waymark, der noch nicht zum System dieses Rechners gehört. Ist er installiert, geht es von selbst weiter.
missing-sandboxed = Dieses Fenster läuft in einer abgeschotteten Umgebung. Der Dienst, den es braucht, ist Teil des Systems und kann nicht mit der App kommen: Installieren Sie ihn dort, oder fragen Sie dort danach, woher Ihr System kommt. Sobald er installiert ist, geht es von selbst weiter.
missing-read = So wird er installiert
unreachable-title = Der Dienst ist nicht erreichbar
unreachable-body = Der Systemdienst von Waymark antwortet nicht. Es wird weiter versucht; sein Protokoll sagt mehr.
unreachable-bus = Der Bus, über den Programme mit dem System sprechen, antwortet nicht. Es wird weiter versucht.
unreachable-other = Fenster und Dienst verstehen einander nicht. Sie haben verschiedene Versionen: Installieren Sie beide neu.
command-title = In einem Terminal
not-atomic-title = Kein atomares System
not-atomic-body = Dieses System besteht nicht aus Versionen, die sich als Ganzes wechseln lassen. Deshalb gibt es hier nichts, was Waymark aktualisieren oder zurücknehmen könnte.
not-atomic-read = Welche Systeme geeignet sind

## Banner
banner-reconnecting = Der Dienst wurde beendet. Die Verbindung wird neu hergestellt …
banner-restart-update = Neu starten, um auf { $version } zu aktualisieren
banner-restart-changes = Neu starten, um die Änderungen abzuschließen
banner-restart-back = Neu starten, um zu { $version } zurückzukehren
banner-restart-other = Neu starten, um { $version } zu starten
banner-unchecked = { $days ->
    [one] Seit einem Tag wurde nicht nach Aktualisierungen gesucht
   *[other] Seit { $days } Tagen wurde nicht nach Aktualisierungen gesucht
}
banner-failing = { $days ->
    [one] Aktualisierungen schlagen seit einem Tag fehl
   *[other] Aktualisierungen schlagen seit { $days } Tagen fehl
}
banner-restart-button = Jetzt neu starten …
banner-check-button = Erneut suchen

## Updates
updates-available-title = Version { $version } ist verfügbar
updates-published = Veröffentlicht { $ago }
updates-size = { $size }
updates-size-none = nichts herunterzuladen
updates-packages = { $count ->
    [0] kein Paket ändert sich
    [one] 1 Paket ändert sich
   *[other] { $count } Pakete ändern sich
}
updates-update = _Aktualisieren
updates-check-again = Erneut suchen
updates-check-now = _Jetzt suchen
updates-try-again = Erneut versuchen
updates-clean-up = _Aufräumen …
updates-restart = _Neu starten …
updates-discard = _Verwerfen
updates-current-title = Ihr System ist aktuell
updates-held-title = Bleibt bei { $version }
updates-held-body = Neuere Versionen werden nicht übernommen, bis Sie den Aktualisierungen wieder folgen.
updates-unchecked-title = Noch nicht gesucht
updates-unchecked-body = Suchen Sie, ob es eine neue Version gibt.
updates-checking-title = Es wird nach Aktualisierungen gesucht
updates-staged-title = Zum Abschließen neu starten
updates-staged-body = { $version } ist vorbereitet und startet beim nächsten Neustart. Bis dahin bleibt die laufende Version.
updates-changes = Was sich ändert
updates-staged-changes = Was der Neustart bringt
updates-running = Bei Ihnen läuft { $version }.
updates-running-published = Bei Ihnen läuft { $version }, veröffentlicht { $ago }.
updates-stream = Das System folgt { $stream }.
updates-checked = Zuletzt gesucht: { $ago }.
updates-tried = Versucht { $ago }.
updates-last-success = Zuletzt erfolgreich gesucht wurde { $ago }.
updates-last-failure = Eine Suche schlug { $ago } fehl.
updates-never-succeeded = Noch keine Suche war erfolgreich.
updates-check-failed-title = Es konnte nicht nach Aktualisierungen gesucht werden
updates-notice-check-failed = Die letzte Suche ist { $ago } fehlgeschlagen: { $reason }
updates-notice-room = Auf { $place } ist nicht genug Platz für diese Aktualisierung: { $size } fehlen.
updates-notice-clean-up = Aufräumen …
place-system = dem Systemdatenträger
place-boot = /boot
updates-notice-replaces = { $version } ist bereits vorbereitet. Diese Aktualisierung ersetzt sie.
updates-notice-drops = Version { $version } wird entfernt, um Platz zu schaffen.
updates-advisories = Hinweise: { $counts }
updates-notice-driver = { $program } aktualisiert dieses System, deshalb werden hier keine Aktualisierungen übernommen. Aktualisieren Sie damit oder lassen Sie es zuerst von einem Systemverwalter ausschalten.
updates-unseen = Welche Pakete sich ändern und welche Fehler das behebt, ist nach dem Herunterladen bekannt.
updates-unseen-download = Beim Herunterladen wird die Version neben der laufenden vorbereitet: Bis zum Neustart ändert sich nichts, und sie kann verworfen werden.
updates-unseen-button = Laden und Änderungen zeigen
updates-keep = Behalten
updates-keep-named = { $version } behalten
updates-notice-hidden = { $version } ist ausgeblendet, bis eine neuere Version kommt.
updates-show = Trotzdem anzeigen
updates-show-named = { $version } trotzdem anzeigen

## Progress
job-check = Es wird nach Aktualisierungen gesucht
job-update = Das System wird aktualisiert
job-update-to = Das System wird auf { $version } aktualisiert
job-discard = Die vorbereitete Aktualisierung wird verworfen
job-restore = Das System wird zurückgesetzt
job-set-pinned = Die Anheftung wird geändert
job-delete = Wird gelöscht
job-clean-up = Es wird aufgeräumt
job-history = Ältere Versionen werden gesucht
job-search = Die Paketquellen werden durchsucht
job-packages = Die Pakete werden bearbeitet
job-arguments = Die Kernel-Argumente werden geändert
job-restart = Der Rechner wird neu gestartet
job-other = Das System wird geändert
job-started-by = Begonnen von { $user }.
job-started-by-program = Begonnen von { $program }.
job-started-by-program-for = { $program } führt es aus, begonnen von { $user }.
job-started-by-other = Begonnen von einem anderen Benutzer.
job-user-id = Benutzer { $uid }
job-may-close = Sie können dieses Fenster schließen. Die Arbeit geht weiter.
step-working = Wird bearbeitet
step-preparing = Wird vorbereitet
step-checking = Server wird gefragt
step-fetching-metadata = Beschreibungen werden geholt
step-downloading = Wird heruntergeladen
step-resolving = Es wird ermittelt, welche Pakete zusammenpassen
step-making-initramfs = Der Start des Rechners wird vorbereitet
step-staging = Die neue Version wird vorbereitet
step-writing = Die Startliste wird geschrieben
step-cleaning-up = Es wird aufgeräumt
step-verifying = Wird überprüft
step-restarting = Wird neu gestartet
step-waiting = Es wird gewartet
step-cancelling = Wird abgebrochen
progress-of = { $done } von { $total }
progress-rate = { $rate }/s
progress-percent = { $percent } Prozent
progress-label = Fortschritt

## What differs
changes-search = Änderungen durchsuchen
changes-filter = Anzeigen
changes-all = Alle Pakete
changes-files = Dateien
changes-none = Kein Paket ändert sich
changes-no-files = Keine Datei ändert sich
changes-no-match = Keine Treffer
changes-loading = Wird verglichen …
changes-unknown = Was sich ändern würde, ist noch nicht bekannt
changes-unknown-body = Zuerst muss eine kleine Beschreibung dieser Version geholt werden.
changes-unknown-packages = Diese Version enthält keine Liste ihrer Pakete
changes-fetch = Vergleichen
changes-failed = Die Versionen konnten nicht verglichen werden
changes-summary-added = { $count } hinzugefügt
changes-summary-removed = { $count } entfernt
changes-summary-upgraded = { $count } aktualisiert
changes-summary-downgraded = { $count } zurückgestuft
changes-summary-changed = { $count } geändert
changes-list = Änderungen
change-added = Hinzugefügt
change-removed = Entfernt
change-upgraded = Aktualisiert
change-downgraded = Zurückgestuft
change-changed = Geändert
change-layered = Ebene
change-arrow = { $old } → { $new }
change-says-added = { $name }, hinzugefügt, { $version }
change-says-removed = { $name }, entfernt, { $version }
change-says-upgraded = { $name }, aktualisiert von { $old } auf { $new }
change-says-downgraded = { $name }, zurückgestuft von { $old } auf { $new }
change-says-changed = { $name }, geändert
change-says-bare = { $name }, { $change }

## Versions
versions-here = Auf diesem Rechner
versions-older = Ältere Versionen
versions-older-from = Ältere Versionen von { $stream }
versions-older-body = Versionen, die der Server noch hat. Sie werden heruntergeladen, wenn Sie zu ihnen zurückkehren.
versions-show = Anzeigen
versions-show-more = Mehr anzeigen
versions-older-none = Der Server hat keine älteren Versionen
versions-older-end = Mehr hat der Server nicht
versions-tag-lagging = Der Tag, dem dieses System folgt, liegt hinter der neuesten Version zurück; deshalb wird sie nicht als Aktualisierung angeboten.
versions-tag-missing = Der Server hat den Tag, dem dieses System folgt, nicht mehr. Es kommen keine Aktualisierungen, bis Sie einen anderen Kanal wählen.
versions-incomplete = Der Server hat mehr Versionen, als aufgelistet werden konnten.
versions-download = Wird heruntergeladen
versions-no-layers = wie veröffentlicht
versions-layers = { $count ->
    [one] 1 Ebene
   *[other] { $count } Ebenen
}
group-ahead = Vordatiert
group-today = Heute
group-week = Diese Woche
group-unknown = Ohne Datum
way-back-title = Stimmt seit der Aktualisierung etwas nicht?
way-back-body = { $version } lief vorher und ist noch da. Ihre Dateien bleiben, wie sie sind, und Sie können wiederkommen.
way-back-button = Zu { $version } zurückkehren
way-back-compare = Was sich geändert hat
way-back-dismiss = Nicht mehr anzeigen
badge-running = Läuft
badge-next = Nächste
badge-staged = Vorbereitet
badge-pinned = Angeheftet
badge-held = Festgehalten
badge-unlocked = Beschreibbar

## How the computer started
start-updated = Auf { $version } aktualisiert
start-changed = Die Änderungen an diesem System sind wirksam
start-failures = { $count ->
    [one] Auf { $version } aktualisiert, aber ein Teil des Systems ist nicht gestartet
   *[other] Auf { $version } aktualisiert, aber { $count } Teile des Systems sind nicht gestartet
}
start-failed-units = { $units } ist nicht gestartet. Vor der Aktualisierung war das nicht so.
start-failed-units-more = { $count ->
    [one] { $units } und 1 weiterer Dienst sind nicht gestartet. Vor der Aktualisierung war das nicht so.
   *[other] { $units } und { $count } weitere Dienste sind nicht gestartet. Vor der Aktualisierung war das nicht so.
}
start-went-back = Sie sind wieder auf { $version }
start-not-finished = Die Aktualisierung auf { $version } wurde nicht abgeschlossen
start-not-finished-changes = Die Änderungen an diesem System wurden nicht abgeschlossen
start-still = { $version } läuft weiterhin, und sonst wurde nichts geändert.
start-came-back = { $meant } ist nicht gestartet; Sie sind wieder auf { $runs }
start-other = { $runs } läuft, nicht { $meant }
start-why-no-space = Beim Herunterfahren des Computers war kein Platz dafür.
start-why-timed-out = Es dauerte länger, als der Computer beim Herunterfahren wartet.
start-why-killed = Es wurde beim Herunterfahren des Computers abgebrochen.
start-why-power-cut = Der Computer ging aus, ohne herunterzufahren.
start-why-locked = Ein anderes Programm hat darum gebeten, damit zu warten.
start-why-other = Es ist beim Herunterfahren des Computers fehlgeschlagen. Das Journal des Systems sagt, warum.
start-why-unknown = Der Grund ist nicht bekannt.
start-why-automatic = Nach der Aktualisierung ist eine Prüfung fehlgeschlagen, daher ist der Computer von selbst zurückgegangen.
start-why-chosen = { $version } startet weiterhin als Nächstes. Beim Start des Computers wurde eine andere gewählt, oder sie konnte nicht starten.
start-clean-up = Aufräumen …
start-stay = Auf { $version } bleiben
start-stay-tooltip = { $version } ausblenden, bis eine neuere Version kommt
start-copy = Bericht kopieren
start-more = Mehr
start-dismiss = Schließen

## One version
version-go-back = _Zu dieser Version zurückkehren
version-start-next = Als Nächstes _diese Version starten
version-keep-running = _Bei dieser Version bleiben
version-restart = _Neu starten …
version-pin = _Anheften
version-unpin = _Lösen
version-delete = _Löschen …
version-is-running = Diese Version läuft gerade.
version-is-next = Der nächste Neustart startet diese Version.
version-will-download = Sie ist nicht auf diesem Rechner und wird heruntergeladen.
version-files-stay = Ihre Dateien bleiben, wie sie sind. Systemweite Einstellungen sind die, die diese Version zuletzt hatte.
version-all-stay = Ihre Dateien und Einstellungen bleiben, wie sie sind.
version-compare-with = Vergleichen mit
version-compare-running = { $version } (läuft)
version-compare-tab = Was sich ändert
version-details-tab = Details
version-gone = Diese Version ist nicht mehr auf diesem Rechner
version-published = Veröffentlicht am { $date }, { $ago }
row-version = Version
row-date = Veröffentlicht
row-made = Auf diesem Rechner erstellt
row-checksum = Prüfsumme
row-id = Bereitstellung
row-origin = Folgt
row-stateroot = Systemname
row-kernel = Kernel
row-kernel-arguments = Kernel-Argumente
row-signatures = Signiert von
row-unsigned = Keine Signatur bekannt
row-packages = Pakete
row-frees = Löschen schafft Platz
row-layers = Ebenen
row-unlocked = Beschreibbar gemacht
row-base-version = Veröffentlichtes Abbild
row-base-date = Abbild veröffentlicht
row-base-checksum = Prüfsumme des Abbilds
row-digest = Digest
row-tag = Markierung
row-held = Festgehalten bei
row-end-of-life = Ende der Unterstützung
row-inactive = Ohne Wirkung
row-verification = Überprüft
row-initramfs = Anfängliches Dateisystem
row-initramfs-arguments = Erstellt mit
row-initramfs-files = Mit Dateien aus /etc
row-live = Im Betrieb eingefügt
verified-not = Gar nicht
verified-signed = Anhand der Signatur des Abbilds
verified-remote = Anhand der Schlüssel des Servers
initramfs-published = Wie veröffentlicht
initramfs-regenerated = Auf diesem Rechner erstellt
unlocked-development = Bis zum Neustart, zum Ausprobieren
unlocked-hotfix = Dauerhaft, als schnelle Reparatur
unlocked-transient = Bis zum Neustart
signature-good = Gültig
signature-bad = Falsch
signature-expired = Abgelaufen
signature-key-expired = Der Schlüssel ist abgelaufen
signature-key-revoked = Der Schlüssel wurde widerrufen
signature-key-missing = Der Schlüssel ist hier nicht bekannt
layer-added = hinzugefügt
layer-local = aus einer Datei hinzugefügt
layer-replaced = ersetzt
layer-local-replacement = aus einer Datei ersetzt
layer-removed = entfernt
layer-file-override = überlagert
row-copy = { $what } kopieren

## After an action
toast-hidden = { $version } ist ausgeblendet, bis eine neuere Version kommt

## After an action
toast-restored = { $version } startet als Nächstes
toast-undo = Rückgängig
toast-pinned = { $version } ist angeheftet und wird behalten
toast-unpinned = { $version } ist nicht mehr angeheftet
toast-deleted = { $version } wurde gelöscht
toast-discarded = Die vorbereitete Aktualisierung wurde verworfen
toast-cancelled = Abgebrochen. Nichts wurde geändert.
toast-packages = Bereit für den nächsten Neustart
toast-arguments = Bereit für den nächsten Neustart
toast-unchanged = Es war nichts zu tun
toast-cleaned = Aufgeräumt
toast-freed = Aufgeräumt: { $size } sind wieder frei

## Questions
ask-restart-title = Jetzt neu starten?
ask-restart-body = { $version } wird gestartet. Speichern Sie zuerst Ihre Arbeit: Alle Programme werden geschlossen.
ask-restart-plain = Speichern Sie zuerst Ihre Arbeit: Alle Programme werden geschlossen.
ask-restart-off = Ausschalten
ask-restart-button = Neu starten
ask-delete-title = { $version } löschen?
ask-delete-body = Die am { $date } veröffentlichte Version wird von diesem Rechner entfernt, mit allem, was keine andere Version braucht. Sie können nur noch zu ihr zurück, wenn der Server sie noch hat.
ask-delete-plain = Sie wird von diesem Rechner entfernt, mit allem, was keine andere Version braucht. Sie können nur noch zu ihr zurück, wenn der Server sie noch hat.
ask-delete-frees = Das schafft { $size } Platz.
ask-delete-button = Löschen
ask-replace-title = Vorbereitete Aktualisierung verwerfen?
ask-replace-body = { $staged } ist vorbereitet und wird verworfen, wenn { $version } als Nächstes starten soll. Das kann nicht rückgängig gemacht werden, aber die Aktualisierung lässt sich erneut herunterladen.
ask-clean-up-title = Aufräumen?
ask-clean-up-versions = { $count ->
    [one] { $versions } wird entfernt.
   *[other] { $versions } werden entfernt.
}
ask-clean-up-none = Keine Version wird entfernt.
ask-clean-up-rest = Was keine Version mehr braucht, wird gelöscht. Die laufende, die nächste und die angehefteten Versionen bleiben.
ask-clean-up-button = Aufräumen

## What went wrong
failed-check = Es konnte nicht nach Aktualisierungen gesucht werden
failed-update = Die Aktualisierung ist fehlgeschlagen
failed-discard = Die vorbereitete Aktualisierung konnte nicht verworfen werden
failed-hide = Welche Versionen angeboten werden, konnte nicht geändert werden
failed-restore = Die Rückkehr ist fehlgeschlagen
failed-set-pinned = Die Anheftung konnte nicht geändert werden
failed-delete = Die Version konnte nicht gelöscht werden
failed-clean-up = Das Aufräumen ist fehlgeschlagen
failed-history = Ältere Versionen konnten nicht aufgelistet werden
failed-search = Die Suche ist fehlgeschlagen
failed-packages = Die Pakete konnten nicht geändert werden
failed-arguments = Die Kernel-Argumente konnten nicht geändert werden
failed-restart = Der Rechner konnte nicht neu gestartet werden
failed-policy = Die automatischen Aktualisierungen konnten nicht geändert werden
failed-other = Das hat nicht funktioniert
failed-cancel = Der Abbruch war nicht möglich
failed-show-work = Zeigen, was läuft
failed-show-versions = Versionen anzeigen
why-not-authorized = Sie dürfen das nicht tun. Nichts wurde geändert. Wenden Sie sich an einen Verwalter dieses Rechners.
why-not-authorized-ask = Sie dürfen das nicht. Nichts wurde geändert. Fragen Sie jemanden, der diesen Rechner verwaltet: { $administrators }.
why-cancelled = Es wurde abgebrochen. Nichts wurde geändert.
why-busy = Das System wird bereits geändert. Warten Sie, bis das erledigt ist, und versuchen Sie es dann erneut.
why-busy-program = { $program } ändert gerade das System. Warten Sie, bis das erledigt ist, und versuchen Sie es dann erneut.
why-busy-user = { $user } ändert gerade das System. Warten Sie, bis das erledigt ist, und versuchen Sie es dann erneut.
why-busy-program-user = { $program }, begonnen von { $user }, ändert gerade das System. Warten Sie, bis das erledigt ist, und versuchen Sie es dann erneut.
why-inhibited = { $programs } bittet darum, jetzt nicht neu zu starten. Schließen Sie dort zuerst ab und versuchen Sie es dann erneut.
why-conflict = Inzwischen hat sich etwas geändert, deshalb wurde nichts getan. Suchen Sie erneut und sehen Sie nach, bevor Sie fortfahren.
why-conflict-packages = Im Weg: { $packages }. Nichts wurde geändert. Nehmen Sie diese Pakete aus der Anforderung heraus oder entfernen Sie sie zuerst, und versuchen Sie es dann erneut.
why-conflict-problems = Pakete passen nicht zusammen: { $problems }. Nichts wurde geändert. Fordern Sie etwas anderes an und versuchen Sie es dann erneut.
why-conflict-driver = { $program } aktualisiert dieses System, deshalb wurde hier nichts getan. Aktualisieren Sie damit oder lassen Sie es zuerst von einem Systemverwalter ausschalten.
why-offline-wait = Der Server ist überlastet und bittet um eine Pause. Nichts wurde geändert. Versuchen Sie es erneut in: { $time }.
why-offline = Der Server konnte nicht erreicht werden. Nichts wurde geändert. Prüfen Sie das Netzwerk und versuchen Sie es erneut.
why-not-found = Es ist nicht mehr da. Nichts wurde geändert.
why-invalid = Der Dienst hat die Anfrage nicht verstanden. Nichts wurde geändert.
why-not-supported = Dieses System kann das nicht. Nichts wurde geändert.
why-no-space = Auf dem Datenträger ist nicht genug Platz. Nichts wurde geändert. Aufräumen entfernt frühere Versionen, die nicht mehr gebraucht werden.
why-no-space-numbers = Auf { $filesystem } sind noch { $available } frei, aber { $required } werden gebraucht. Nichts wurde geändert. Aufräumen entfernt frühere Versionen, die nicht mehr gebraucht werden.
why-signature = Es ist von niemandem signiert, dem dieses System vertraut, und wurde deshalb nicht übernommen. Nichts wurde geändert.
why-corrupt = Die Daten sind beschädigt und wurden deshalb nicht übernommen. Nichts wurde geändert. Ein neuer Versuch kann helfen.
why-engine-gone = Der Teil des Systems, der das erledigt, läuft nicht. Versuchen Sie es gleich noch einmal.
why-interrupted = Der Dienst wurde beendet, bevor die Arbeit erledigt war. Die laufende Version ist unberührt. Sie können es erneut versuchen.
why-unverified = Das System hat Erfolg gemeldet, sieht aber nicht so aus, wie es sollte. Sehen Sie sich die Versionen an, bevor Sie neu starten.
why-failed = Etwas ist schiefgegangen. Die laufende Version ist unberührt.

## Packages
packages-title = Dieses System ist genau das veröffentlichte Abbild
packages-cannot = Zu dieser Art von System können keine Pakete hinzugefügt werden. So ist es für alle gleich, die es verwenden. Für weitere Programme nutzen Sie Anwendungen von Flathub oder einen Container.
packages-search = Pakete suchen
packages-base = Im Abbild
packages-none = Kein Paket enthält das in seinem Namen
packages-unknown = Dieses System enthält keine Liste seiner Pakete
packages-more = Nur die ersten { $count } werden gezeigt. Suchen Sie, um andere zu finden.
packages-list = Pakete im Abbild

layers-none = Ihr System ist genau das veröffentlichte Abbild.
layers-none-later = Nach dem Neustart ist Ihr System genau das veröffentlichte Abbild.
layers-differs = Ihr System weicht vom veröffentlichten Abbild ab: { $what }.
layers-differs-later = Nach dem Neustart weicht Ihr System vom veröffentlichten Abbild ab: { $what }.
layers-packages = { $count ->
    [one] 1 Paket
   *[other] { $count } Pakete
}
layers-replacements = { $count ->
    [one] 1 Ersetzung
   *[other] { $count } Ersetzungen
}
layers-removals = { $count ->
    [one] 1 Entfernung
   *[other] { $count } Entfernungen
}
layers-locked = Der Verwalter dieses Systems hat Änderungen an Paketen ausgeschaltet. Was da ist, kann angesehen werden.
layers-unread = Wie das System vom veröffentlichten Abbild abweicht, konnte nicht gelesen werden.
layers-why = _Warum das wichtig ist
layers-why-body = Das veröffentlichte Abbild ist das, was seine Hersteller getestet haben und was andere verwenden. Mit jedem Paket, das Sie hinzufügen, ersetzen oder entfernen, entsteht ein System, das sonst niemand hat: Aktualisierungen dauern länger und können deshalb scheitern. Anwendungen von Flathub und Werkzeuge in einem Container lassen das Abbild, wie es ist.
layers-menu = Mehr zu Paketen
layers-menu-replace = Aus _Datei ersetzen …
layers-menu-repositories = _Paketquellen
layers-menu-reset = Auf _veröffentlichtes Abbild zurücksetzen …
layers-add = Pakete _hinzufügen …
layers-group-added = Hinzugefügt
layers-group-local = Aus Dateien hinzugefügt
layers-group-replaced = Ersetzt
layers-group-removed = Aus dem Abbild entfernt
layers-group-inactive = Angefordert, aber ohne Wirkung
layers-group-inactive-body = Diese wurden angefordert. Sie wirken wieder, wenn das Abbild nicht mehr dasselbe tut.
layers-from = aus { $repository }
layers-from-file = aus einer Datei
layers-inactive-added = bereits im Abbild
layers-inactive-removed = nicht im Abbild
layers-inactive-replaced = nicht im Abbild oder dort gleich
layers-remove = Entfernen
layers-remove-named = { $name } entfernen
layers-reset = Zurücksetzen
layers-reset-named = { $name } zurücksetzen
layers-keep = Behalten
layers-keep-named = { $name } behalten
layers-forget = Verwerfen
layers-forget-all = _Verwerfen
layers-forget-named = { $name } verwerfen
layers-coming = Noch nicht angewendet
layers-waiting = { $count ->
    [one] 1 Änderung
   *[other] { $count } Änderungen
}
layers-review = _Prüfen und anwenden …
wish-add = Wird hinzugefügt
wish-add-file = Wird aus einer Datei hinzugefügt
wish-remove = Wird entfernt
wish-take-out = Wird aus dem Abbild entfernt
wish-replace-file = Ersetzt ein Paket des Abbilds
wish-reset = Wird wie veröffentlicht
base-change = { $name } ändern …
base-body = Version { $version } ist Teil des Abbilds. Wenn Sie sie entfernen, weicht Ihr System von dem ab, das andere verwenden.
base-take-out = Aus dem Abbild entfernen
base-leave = Wie veröffentlicht lassen
found-in-base = Im Abbild
found-layered = Bereits hinzugefügt
found-inactive = Angefordert, bereits im Abbild
add-title = Pakete hinzufügen
add-search = Paketquellen durchsuchen
add-search-button = Suchen
add-file = Aus Datei …
add-start = Nach Paketen suchen
add-start-body = Nach dem Namen oder danach, was sie sind. Was Sie ankreuzen, bleibt von Suche zu Suche erhalten.
add-nothing = Nichts gefunden
add-nothing-body = Kein Paket in den Paketquellen passt. Versuchen Sie ein anderes Wort.
add-list = Gefundene Pakete
add-unchoose = { $name } nicht hinzufügen
add-none = Hinzufügen
add-button = { $count ->
    [one] 1 Paket hinzufügen
   *[other] { $count } Pakete hinzufügen
}
files-title = Paketdateien wählen
files-accept = Wählen
files-filter = RPM-Pakete
review-title = Änderungen prüfen
review-apply = Anwenden
review-working = Die Änderungen werden ausprobiert
review-working-body = Noch wird nichts geändert.
review-note = Mit diesen Änderungen wird eine neue Version Ihres Systems erstellt, die beim nächsten Neustart startet. Die jetzige bleibt als Weg zurück.
review-asked = Was Sie angefordert haben
hold-ends = Das System bleibt zurzeit bei { $version }, und diese Änderung beendet das: Die nächste Aktualisierung folgt wieder dem Kanal. Um zu bleiben, kehren Sie danach zu dieser Version zurück.
review-files = Paketdateien
review-signed = mit dem Schlüssel { $key } signiert
review-unsigned = nicht signiert
review-changes = Was sich ändern würde
review-none = Kein Paket ändert sich.
review-unknown = Welche Pakete sich ändern, ist vorab nicht bekannt.
conflict-title = { $count ->
    [one] Ein Paket ist im Weg
   *[other] { $count } Pakete sind im Weg
}
conflict-body = { $count ->
    [one] Die Änderungen passen nicht zu dem, was da ist. Nichts wurde geändert. Sie können ohne dieses Paket fortfahren.
   *[other] Die Änderungen passen nicht zu dem, was da ist. Nichts wurde geändert. Sie können ohne diese Pakete fortfahren.
}
conflict-body-all = Die Änderungen passen nicht zu dem, was da ist. Nichts wurde geändert.
conflict-list = Pakete im Weg
conflict-without = { $count ->
    [one] Ohne dieses fortfahren
   *[other] Ohne diese fortfahren
}
ask-reset-title = Auf das veröffentlichte Abbild zurücksetzen?
ask-reset-body = Dies nimmt alles zurück, was abweicht: { $packages }. Es wirkt ab dem nächsten Neustart. Die jetzige Version bleibt als Weg zurück.
ask-reset-button = Zurücksetzen
repositories-title = Paketquellen
repositories-body = Pakete werden aus denen hinzugefügt und ersetzt, die verwendet werden.
repositories-enabled = Verwendet
repositories-disabled = Nicht verwendet
repositories-none = Es gibt keine Paketquellen
repositories-failed = Die Paketquellen konnten nicht gelesen werden
arguments-title = Kernel-Argumente
arguments-open = Ändern …
arguments-body = Diese Wörter bekommt der Kernel, wenn das System startet. Änderungen werden gemeinsam angewendet und gelten ab dem nächsten Neustart.
arguments-grave = Diese Änderungen können verhindern, dass der Rechner startet. Die jetzige Version bleibt im Bootmenü als Weg zurück.
arguments-risk = Ein falscher Wert kann verhindern, dass der Rechner startet.
arguments-danger-root = Sagt, wo die Dateien des Systems sind und wie sie eingehängt werden.
arguments-danger-first = Sagt, was zuerst gestartet wird.
arguments-danger-disks = Sagt, wie die Datenträger gefunden und entsperrt werden.
arguments-danger-target = Sagt, wie weit das System startet.
arguments-danger-guard = Sagt, was laufen darf.
arguments-danger-hardware = Sagt, welche Hardware wie verwendet wird.
arguments-add = _Argument hinzufügen …
arguments-reset = _Änderungen verwerfen
arguments-apply = Anwenden …
arguments-preview = Die Zeile mit diesen Änderungen
arguments-line-too-long = Zusammen ist es länger, als ein Kernel liest. Nehmen Sie etwas weg.
ask-arguments-title = Kernel-Argumente ändern?
ask-arguments-body = { $count ->
    [one] Eine Änderung wird angewendet. Sie gilt ab dem nächsten Neustart; die jetzige Version bleibt als Weg zurück.
   *[other] { $count } Änderungen werden angewendet. Sie gelten ab dem nächsten Neustart; die jetzige Version bleibt als Weg zurück.
}
ask-arguments-grave = Das kann verhindern, dass der Rechner startet. Wählen Sie in diesem Fall im Bootmenü die jetzige Version.
arguments-add-title = Argument hinzufügen
arguments-edit-title = Argument bearbeiten
arguments-entry = Argument
arguments-add-button = Hinzufügen
arguments-change = Ändern
arguments-hint = Ein Schlüssel oder ein Schlüssel mit Wert: quiet oder console=ttyS0. Leerzeichen stehen in Anführungszeichen.
arguments-is-new = Wird hinzugefügt
arguments-is-gone = Wird entfernt
arguments-was = War { $before }
arguments-edit = { $name } bearbeiten
arguments-delete = { $name } entfernen
arguments-restore = Änderung von { $name } rückgängig machen
arguments-empty = Es ist nichts eingegeben.
arguments-too-long = Es ist länger, als ein Kernel liest.
arguments-words = Ein Argument ist ein Wort. Leerzeichen stehen in Anführungszeichen.
arguments-quote-it = Ein Argument ist ein Wort. Mit Leerzeichen schreibt man es { $argument }.
arguments-twice = Die Zeile hat dasselbe Argument schon.
arguments-also = Die Zeile hat auch { $other }. Bei den meisten Schlüsseln zählt nur der letzte Wert.
arguments-quote = Ein Anführungszeichen wird nicht geschlossen.
arguments-key = Ein Argument beginnt mit seinem Schlüssel.
arguments-fixed = Sagt, welche Version startet, und ist nicht zum Bearbeiten

system-group = Neben Paketen
etc-title = Geänderte Einstellungen
etc-row-body = Dateien in /etc, die vom veröffentlichten Abbild abweichen, für Systemverwalter
etc-asking = Die Einstellungen werden gelesen
etc-asking-body = Einstellungen können Passwörter und Schlüssel enthalten; deshalb wird nach dem Passwort eines Systemverwalters gefragt.
etc-none = Keine Einstellung weicht ab
etc-none-body = Alle Dateien in /etc sind wie veröffentlicht.
etc-refused = Nur Systemverwalter dürfen das sehen
etc-refused-body = Einstellungen können Passwörter und Schlüssel enthalten. Versuchen Sie es mit dem Passwort eines Systemverwalters noch einmal, oder fragen Sie einen.
etc-failed = Die Einstellungen konnten nicht gelesen werden
etc-same = Nichts weicht mehr ab
etc-same-body = Diese Datei ist wie veröffentlicht.
etc-search = Dateien suchen
etc-list = Abweichende Dateien
etc-no-match = Keine Datei hat das in ihrem Pfad
etc-file-asking = Die Datei wird verglichen
etc-copy = Unterschiede kopieren
etc-difference = Was abweicht
etc-added = { $count ->
    [one] 1 Zeile hinzugefügt
   *[other] { $count } Zeilen hinzugefügt
}
etc-removed = { $count ->
    [one] 1 Zeile entfernt
   *[other] { $count } Zeilen entfernt
}
etc-mode = Rechte { $old } → { $new }
etc-owner = Eigentümer { $old } → { $new }
etc-secret = Diese Datei darf nicht jeder lesen
etc-secret-body = Sie kann Passwörter oder Schlüssel enthalten. Zeigen Sie sie nur, wo niemand zusieht.
etc-secret-show = Trotzdem anzeigen
etc-binary = Sie enthält keinen Text
etc-binary-body = Sie weicht von der veröffentlichten Datei ab, kann aber nicht zeilenweise gezeigt werden.
etc-large = Sie ist zu groß
etc-large-body = Sie weicht von der veröffentlichten Datei ab, ist aber zu groß, um zeilenweise gezeigt zu werden.
etc-access = Ihr Inhalt ist wie veröffentlicht
etc-access-body = Nur Rechte oder Eigentümer weichen ab.
etc-unknown = Sie kann nicht gezeigt werden
etc-unknown-body = Sie weicht auf eine Weise von der veröffentlichten Datei ab, die diese Version von Waymark nicht kennt.

## Advisories
advisories-security = Sicherheit
advisories-other = Fehlerbehebungen und Neues
advisories-critical = { $count } kritisch
advisories-important = { $count } wichtig
advisories-moderate = { $count } mittel
advisories-low = { $count } gering
advisories-unrated = { $count } ohne Einstufung
advisories-more = Alle anzeigen
advisories-failed = Die Hinweise konnten nicht gelesen werden
advisory-security = Sicherheit
advisory-bugfix = Fehlerbehebung
advisory-enhancement = Neues
advisory-other = Hinweis
advisory-graded = { $kind }, { $severity }
advisory-more = { $names } und { $count } weitere
advisory-packages = Pakete
advisory-links = Zum Nachlesen
advisory-no-links = Der Herausgeber nennt keine Verweise.
advisory-open = Im Browser öffnen
severity-critical = Kritisch
severity-important = Wichtig
severity-moderate = Mittel
severity-low = Gering

## Streams
menu-streams = Einem anderen _Kanal folgen …
stream-upgrade = Auf { $stream } aktualisieren …
stream-follow-other = Einem anderen Kanal folgen …
stream-missing = Der Server hat den Kanal nicht mehr, dem dieses System folgt. Von dort kommt keine Aktualisierung mehr.
stream-older = Der Server bietet etwas Älteres an als das, was läuft. Es ist nichts zu tun. Neuere Versionen werden angeboten, sobald es welche gibt.
stream-fixed = Dieses System folgt einer Version anhand ihres Inhalts, deshalb kommt nie eine Aktualisierung.
stream-followed = Wird jetzt verfolgt
stream-newer = Der nächste
stream-entry-wrong = Geben Sie den Verweis auf ein Abbild oder den Namen eines Kanals ein, ohne Leerzeichen.
banner-held = Festgehalten bei { $version }
banner-follow-button = Aktualisierungen folgen
banner-end-of-life = Der Kanal, dem dieses System folgt, ist zu Ende
banner-end-of-life-says = Der Kanal, dem dieses System folgt, endet: { $text }
banner-newer = { $stream } ist verfügbar
rebase-choose-title = Einem anderen Kanal folgen
rebase-choose-body = Aus einem Kanal kommen die Aktualisierungen. Was Sie wählen, wird zuerst angesehen. Nichts ändert sich, bis Sie es sagen.
rebase-listing = Es wird gefragt, was es gibt
rebase-list = Kanäle
rebase-none = Der Server nennt keine anderen Kanäle.
rebase-entry = Kanal oder Verweis auf ein Abbild
rebase-look = Änderungen ansehen
rebase-looking = { $stream } wird angesehen
rebase-looking-body = Beim Ansehen wird nichts geändert.
rebase-title = Auf { $stream } aktualisieren
rebase-changes = Was sich ändert
rebase-changes-none = Kein Paket ändert sich
rebase-changes-unknown = Welche Pakete sich ändern, ist nach dem Herunterladen bekannt.
rebase-way-back = { $version } bleibt als Weg zurück auf diesem Rechner.
rebase-note = Wenn Sie fortfahren, wird es heruntergeladen und vorbereitet. Bis zum Neustart ändert sich nichts, und es kann vorher verworfen werden.
rebase-blocked = { $count ->
    [one] 1 Ebene ist im Weg
   *[other] { $count } Ebenen sind im Weg
}
rebase-blocked-body = Diese Pakete passen nicht zu { $stream }. Entfernen Sie sie auf der Seite „Pakete“ und versuchen Sie es dann erneut.
rebase-blocked-list = Ebenen im Weg
rebase-go = Aktualisieren
rebase-follow = Diesem Kanal folgen
rebase-back = Zurück
toast-rebased = Ab dem nächsten Neustart folgt das System { $stream }
job-rebase = Es wird zu einem anderen Kanal gewechselt
job-list-streams = Es wird gefragt, welchen Kanälen gefolgt werden kann
failed-rebase = Der Kanal konnte nicht gewechselt werden
failed-list-streams = Die Kanäle konnten nicht aufgelistet werden

## What a job says
log-show = Protokoll anzeigen
log-title = Protokoll
log-text = Was das System sagt
log-empty = Bisher wurde nichts gesagt.
log-none = Es wurde nichts gesagt.
log-gone = Was gesagt wurde, ist nicht mehr vorhanden.
log-refused = Nur wer es begonnen hat, darf lesen, was es sagt.
