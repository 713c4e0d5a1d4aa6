# Les textes de la fenêtre. Courts, calmes, exacts : ce qui s’est passé, ce que cela veut dire, ce qu’on peut faire.

## Around the window
app-name = Waymark
page-updates = Mises à jour
page-versions = Versions
page-packages = Paquets
menu-main = Menu principal
menu-check = _Rechercher des mises à jour
menu-clean-up = _Nettoyer…
menu-preferences = _Préférences
menu-shortcuts = Raccourcis _clavier
menu-about = À prop_os de Waymark
about-comments = Voyez de quoi votre système est fait, mettez-le à jour et ramenez-le à n’importe quelle version antérieure.
check-tooltip = Rechercher des mises à jour
check-running-tooltip = Recherche de mises à jour
cancel = Annuler
close = Fermer
copy = Copier
details = Détails
details-title = Détails
details-raw = Ce que le système a signalé

preferences = Préférences
preferences-check = Rechercher à l’ouverture de la fenêtre
preferences-check-body = Au plus une fois par jour, et pas sur une connexion limitée.
preferences-background = Notifier quand aucune fenêtre n’est ouverte
preferences-background-body = Quand une mise à jour est prête, échoue depuis des jours ou est critique. Démarre avec votre session.
preferences-background-failed = Le changement a échoué. Réessayez.
preferences-clean-up = Nettoyage
preferences-keep = Versions antérieures à conserver
preferences-keep-body = En plus de celle en cours, de la suivante et de celles épinglées.

## Automatic updates
preferences-general = Général
policy = Mises à jour automatiques
policy-body = Cela vaut pour tous sur cet ordinateur, et c’est un administrateur qui le modifie. Rien ne redémarre tout seul.
policy-mode = Sans qu’on le demande
policy-mode-manual = Ne rien faire
policy-mode-check = Rechercher des mises à jour
policy-mode-download = Télécharger les mises à jour
policy-mode-stage = Préparer les mises à jour
policy-step-nothing = Rien n’est fait pour l’instant
policy-step-check = Prochaine étape : recherche de mises à jour
policy-step-download = Prochaine étape : téléchargement de { $version }
policy-step-stage = Prochaine étape : préparation de { $version }
policy-next = Cela continue après le { $time }.
policy-next-never = Cela ne continue pas tout seul.
policy-blocks = Fait obstacle
policy-when = Quand
policy-metered = Sur les connexions limitées
policy-battery = Quand la batterie est faible
policy-window = À certains moments seulement
policy-window-body = L’ordinateur doit alors être allumé. Choisissez au moins une heure.
policy-window-days = Jours
policy-window-from = À partir de
policy-window-until = Jusqu’à
policy-others = Laisser d’autres essayer d’abord
policy-others-body = Une version n’est proposée qu’après avoir été publique pendant quelques jours.
policy-wait = Jours d’attente
policy-override = Correctifs de sécurité
policy-override-body = Ceux qui n’attendent pas.
policy-override-never = Tous attendent
policy-override-low = Faible et au-dessus
policy-override-moderate = Modéré et au-dessus
policy-override-important = Important et au-dessus
policy-override-critical = Critique
policy-keep-title = Versions antérieures
policy-keep = Versions antérieures à conserver
policy-keep-body = Quand les mises à jour sont prises automatiquement. Avec 0, c’est le système qui décide.
policy-why-unknown = Il y a une raison que cette fenêtre ne connaît pas.
policy-why-manual = Les mises à jour ne sont prises que si quelqu’un le demande.
policy-why-other-updater = { $unit } met ce système à jour automatiquement. Désactivez-le d’abord.
policy-why-not-supported = Ce système ne peut pas être mis à jour ici.
policy-why-no-timer = La minuterie du service ne fonctionne pas, donc rien ne le réveille.
policy-why-busy = Le système est en cours de modification.
policy-why-metered = La connexion est limitée.
policy-why-low-battery = La batterie est faible.
policy-why-outside-window = Ce n’est pas le moment : le prochain commence le { $time }.
policy-why-backing-off = { $count ->
    [one] La dernière tentative a échoué. Nouvel essai après le { $time }.
   *[other] Les { $count } dernières tentatives ont échoué. Nouvel essai après le { $time }.
}
policy-why-held = Le système est maintenu à { $version }.
policy-why-chosen = Quelqu’un a choisi { $version } pour le prochain démarrage.
policy-why-checked-lately = Les mises à jour ont été recherchées récemment. Prochaine recherche le { $time }.
policy-why-too-young = { $version } n’est pas publique depuis assez longtemps. Elle le sera le { $time }.
policy-why-hidden = { $version } est masquée jusqu’à une version plus récente.
policy-why-newest-only = Ce système prend la version la plus récente ou aucune, donc aucune version antérieure n’est proposée en attendant.
policy-why-urgent = { $version } n’attend pas : elle corrige de graves défauts de sécurité.
policy-why-no-update = Il n’y a pas de mise à jour.
policy-why-lacks-room = Il n’y a pas assez de place pour { $version }.
policy-why-cannot-download = Ce système ne peut pas télécharger sans préparer. Choisissez de préparer les mises à jour.
policy-why-downloaded = { $version } est téléchargée. À vous de la préparer.
policy-why-staged = { $version } est préparée et attend un redémarrage.
policy-why-only-checks = { $version } est prête à être installée. À vous de la prendre.
policy-why-offered = { $version } est prête à être installée.

## Notifications while no window is open
note-open = Ouvrir
note-look = Afficher
note-restart = Redémarrer…
note-critical = { $count ->
    [one] { $count } correctif de sécurité critique attend
   *[other] { $count } correctifs de sécurité critiques attendent
}
note-critical-body = La version { $version } l’apporte. La mise à jour la prépare à côté de la version en cours.

keys-title = Raccourcis clavier
keys-system = Le système
keys-check = Rechercher des mises à jour
keys-pages = Pages
keys-back = Retour
keys-window = Fenêtre
keys-close = Fermer la fenêtre
keys-quit = Quitter

welcome-title = Bienvenue dans Waymark
welcome-updates = Voyez ce que change une nouvelle version, prenez-la et redémarrez quand vous le décidez.
welcome-versions = Revenez à une version antérieure quand une nouvelle est mauvaise. Vos fichiers restent.
welcome-packages = Voyez ce que vous avez changé par rapport à l’image publiée, et modifiez-le.
welcome-permission-title = Rien sans vous
welcome-permission = Ce qui modifie le système peut d’abord demander un mot de passe. Regarder ne change jamais rien.
welcome-start = Commencer

## Ages, times and sizes
ago-now = à l’instant
ago-minutes = { $count ->
    [one] il y a une minute
   *[other] il y a { $count } minutes
}
ago-hours = { $count ->
    [one] il y a une heure
   *[other] il y a { $count } heures
}
ago-yesterday = hier
ago-days = { $count ->
    [one] il y a un jour
   *[other] il y a { $count } jours
}
ago-weeks = { $count ->
    [one] il y a une semaine
   *[other] il y a { $count } semaines
}
ago-months = { $count ->
    [one] il y a un mois
   *[other] il y a { $count } mois
}
ago-years = { $count ->
    [one] il y a un an
   *[other] il y a { $count } ans
}
ago-on = le { $date }
left-seconds = { $count ->
    [one] { $count } seconde restante
   *[other] { $count } secondes restantes
}
left-minutes = { $count ->
    [one] { $count } minute restante
   *[other] { $count } minutes restantes
}
left-hours = { $count ->
    [one] { $count } heure restante
   *[other] { $count } heures restantes
}
duration-seconds = { $count ->
    [one] { $count } seconde
   *[other] { $count } secondes
}
duration-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
duration-hours = { $count ->
    [one] { $count } heure
   *[other] { $count } heures
}
unknown-version = une version sans nom
separator = { " · " }
list-separator = { ", " }
size-bytes = { $count ->
    [one] { $count } octet
   *[other] { $count } octets
}
size-kilobytes = { $number } ko
size-megabytes = { $number } Mo
size-gigabytes = { $number } Go
size-terabytes = { $number } To

## The service as a whole
loading-title = Lecture du système
missing-title = Le service n’est pas installé
missing-body = La fenêtre a besoin du service système de Waymark, qui ne fait pas encore partie du système de cet ordinateur. Une fois qu’il est installé, la fenêtre continue d’elle-même.
missing-sandboxed = Cette fenêtre tourne dans un bac à sable. Le service dont elle a besoin fait partie du système et ne peut pas venir avec l’application : installez-le dans le système, ou demandez-le là d’où vient votre système. Dès qu’il est installé, la fenêtre continue d’elle-même.
missing-read = Comment l’installer
unreachable-title = Le service est injoignable
unreachable-body = Le service système de Waymark ne répond pas. Les essais se poursuivent ; son journal en dit plus.
unreachable-bus = Le bus par lequel les programmes parlent au système ne répond pas. Les essais se poursuivent.
unreachable-other = La fenêtre et le service ne se comprennent pas. Leurs versions diffèrent : réinstallez les deux.
command-title = Dans un terminal
not-atomic-title = Pas un système atomique
not-atomic-body = Ce système n’est pas fait de versions remplaçables en bloc : il n’y a donc rien ici que Waymark puisse mettre à jour ou ramener en arrière.
not-atomic-read = Quels systèmes conviennent

## Banner
banner-reconnecting = Le service s’est arrêté. Nouvelle connexion…
banner-restart-update = Redémarrez pour terminer la mise à jour vers { $version }
banner-restart-changes = Redémarrez pour terminer les modifications
banner-restart-back = Redémarrez pour revenir à { $version }
banner-restart-other = Redémarrez pour lancer { $version }
banner-unchecked = { $days ->
    [one] Les mises à jour n’ont pas été recherchées depuis un jour
   *[other] Les mises à jour n’ont pas été recherchées depuis { $days } jours
}
banner-failing = { $days ->
    [one] Les mises à jour échouent depuis un jour
   *[other] Les mises à jour échouent depuis { $days } jours
}
banner-restart-button = Redémarrer maintenant…
banner-check-button = Rechercher à nouveau

## Updates
updates-available-title = La version { $version } est prête
updates-published = Publiée { $ago }
updates-size = { $size }
updates-size-none = rien à télécharger
updates-packages = { $count ->
    [0] aucun paquet ne change
    [one] { $count } paquet change
   *[other] { $count } paquets changent
}
updates-update = _Mettre à jour
updates-check-again = Rechercher à nouveau
updates-check-now = _Rechercher maintenant
updates-try-again = Réessayer
updates-clean-up = _Nettoyer…
updates-restart = _Redémarrer…
updates-discard = _Abandonner
updates-current-title = Votre système est à jour
updates-held-title = Maintien à { $version }
updates-held-body = Les versions plus récentes ne sont pas prises tant que vous ne suivez pas à nouveau les mises à jour.
updates-unchecked-title = Aucune recherche pour l’instant
updates-unchecked-body = Recherchez s’il existe une nouvelle version.
updates-checking-title = Recherche de mises à jour
updates-staged-title = Redémarrez pour terminer
updates-staged-body = { $version } est préparée. Elle démarre au prochain redémarrage ; la version en cours reste en place jusque-là.
updates-changes = Ce qui change
updates-staged-changes = Ce qu’apporte le redémarrage
updates-running = Vous utilisez { $version }.
updates-running-published = Vous utilisez { $version }, publiée { $ago }.
updates-stream = Le système suit { $stream }.
updates-checked = Dernière recherche : { $ago }.
updates-tried = Essayé { $ago }.
updates-last-success = La dernière recherche réussie a eu lieu { $ago }.
updates-last-failure = Une recherche a échoué { $ago }.
updates-never-succeeded = Aucune recherche n’a encore réussi.
updates-check-failed-title = Les mises à jour n’ont pas pu être recherchées
updates-notice-check-failed = La dernière recherche a échoué { $ago } : { $reason }
updates-notice-room = Il n’y a pas assez de place sur { $place } pour cette mise à jour : il manque { $size }.
updates-notice-clean-up = Nettoyer…
place-system = le disque système
place-boot = /boot
updates-notice-replaces = { $version } est déjà préparée. Cette mise à jour la remplace.
updates-notice-drops = La version { $version } sera supprimée pour faire de la place.
updates-advisories = Avis : { $counts }
updates-notice-driver = { $program } met ce système à jour, donc aucune mise à jour n’est prise ici. Utilisez-le pour mettre à jour, ou demandez d’abord à un administrateur de le désactiver.
updates-unseen = Les paquets qui changent, et les défauts que cela corrige, seront connus après le téléchargement.
updates-unseen-download = Le téléchargement prépare la version à côté de celle en cours : rien ne change avant le redémarrage, et elle peut être abandonnée.
updates-unseen-button = Télécharger pour comparer
updates-keep = Conserver
updates-keep-named = Conserver { $version }
updates-notice-hidden = { $version } est masquée jusqu’à une version plus récente.
updates-show = Afficher quand même
updates-show-named = Afficher { $version } quand même

## Progress
job-check = Recherche de mises à jour
job-update = Mise à jour
job-update-to = Mise à jour vers { $version }
job-discard = Abandon de la mise à jour préparée
job-restore = Retour en arrière
job-set-pinned = Modification de l’épinglage
job-delete = Suppression
job-clean-up = Nettoyage
job-history = Recherche de versions antérieures
job-search = Recherche dans les dépôts
job-packages = Travail sur les paquets
job-arguments = Modification des arguments du noyau
job-restart = Redémarrage
job-other = Modification du système
job-started-by = Lancé par { $user }.
job-started-by-program = Lancé par { $program }.
job-started-by-program-for = { $program } s’en charge, lancé par { $user }.
job-started-by-other = Lancé par un autre utilisateur.
job-user-id = utilisateur { $uid }
job-may-close = Vous pouvez fermer cette fenêtre ; le travail continue.
step-working = Travail en cours
step-preparing = Préparation
step-checking = Interrogation du serveur
step-fetching-metadata = Récupération des descriptions
step-downloading = Téléchargement
step-resolving = Recherche des paquets qui vont ensemble
step-making-initramfs = Préparation du démarrage de la machine
step-staging = Préparation de la nouvelle version
step-writing = Écriture de la liste de démarrage
step-cleaning-up = Nettoyage
step-verifying = Vérification
step-restarting = Redémarrage
step-waiting = Attente
step-cancelling = Annulation
progress-of = { $done } sur { $total }
progress-rate = { $rate }/s
progress-percent = { $percent } pour cent
progress-label = Progression

## What differs
changes-search = Rechercher dans les changements
changes-filter = Afficher
changes-all = Tous les paquets
changes-files = Fichiers
changes-none = Aucun paquet ne change
changes-no-files = Aucun fichier ne change
changes-no-match = Rien ne correspond
changes-loading = Comparaison…
changes-unknown = On ne sait pas encore ce qui changerait
changes-unknown-body = Une courte description de cette version doit d’abord être récupérée.
changes-unknown-packages = Cette version ne contient pas la liste de ses paquets
changes-fetch = Comparer
changes-failed = Les versions n’ont pas pu être comparées
changes-summary-added = { $count ->
    [one] { $count } ajouté
   *[other] { $count } ajoutés
}
changes-summary-removed = { $count ->
    [one] { $count } supprimé
   *[other] { $count } supprimés
}
changes-summary-upgraded = { $count } mis à jour
changes-summary-downgraded = { $count ->
    [one] { $count } rétrogradé
   *[other] { $count } rétrogradés
}
changes-summary-changed = { $count ->
    [one] { $count } modifié
   *[other] { $count } modifiés
}
changes-list = Changements
change-added = Ajouté
change-removed = Supprimé
change-upgraded = Mis à jour
change-downgraded = Rétrogradé
change-changed = Modifié
change-layered = Couche
change-arrow = { $old } → { $new }
change-says-added = { $name }, ajouté, { $version }
change-says-removed = { $name }, supprimé, { $version }
change-says-upgraded = { $name }, mis à jour de { $old } à { $new }
change-says-downgraded = { $name }, rétrogradé de { $old } à { $new }
change-says-changed = { $name }, modifié
change-says-bare = { $name }, { $change }

## Versions
versions-here = Sur cet ordinateur
versions-older = Versions antérieures
versions-older-from = Versions antérieures de { $stream }
versions-older-body = Versions que le serveur possède encore. Elles seront téléchargées quand vous y reviendrez.
versions-show = Afficher
versions-show-more = Afficher plus
versions-older-none = Le serveur n’a pas de versions antérieures
versions-older-end = C’est tout ce que le serveur possède
versions-tag-lagging = L’étiquette que suit ce système est en retard sur la version la plus récente, qui n’est donc pas proposée comme mise à jour.
versions-tag-missing = Le serveur n’a plus l’étiquette que suit ce système. Aucune mise à jour n’arrivera tant que vous n’aurez pas choisi un autre flux.
versions-incomplete = Le serveur a plus de versions qu’il n’a été possible d’en énumérer.
versions-download = Sera téléchargée
versions-no-layers = telle que publiée
versions-layers = { $count ->
    [one] { $count } couche
   *[other] { $count } couches
}
group-ahead = Datées du futur
group-today = Aujourd’hui
group-week = Cette semaine
group-unknown = Sans date
way-back-title = Quelque chose ne va pas depuis la mise à jour ?
way-back-body = { $version } fonctionnait avant et est toujours là. Vos fichiers restent tels quels, et vous pouvez revenir.
way-back-button = Revenir à { $version }
way-back-compare = Ce qui a changé
way-back-dismiss = Ne plus afficher
badge-running = En cours
badge-next = Suivante
badge-staged = Préparée
badge-pinned = Épinglée
badge-held = Maintenue
badge-unlocked = Modifiable

## How the computer started
start-updated = Mis à jour vers { $version }
start-changed = Les modifications de ce système sont en place
start-failures = { $count ->
    [one] Mis à jour vers { $version }, mais { $count } élément du système n’a pas démarré
   *[other] Mis à jour vers { $version }, mais { $count } éléments du système n’ont pas démarré
}
start-failed-units = Échec du démarrage : { $units }. Ce n’était pas le cas avant la mise à jour.
start-failed-units-more = { $count ->
    [one] Échec du démarrage : { $units } et { $count } autre. Ce n’était pas le cas avant la mise à jour.
   *[other] Échec du démarrage : { $units } et { $count } autres. Ce n’était pas le cas avant la mise à jour.
}
start-went-back = Vous êtes revenu à { $version }
start-not-finished = La mise à jour vers { $version } n’a pas été terminée
start-not-finished-changes = Les modifications de ce système n’ont pas été terminées
start-still = { $version } est toujours en cours, et rien d’autre n’a changé.
start-came-back = { $meant } n’a pas démarré ; vous êtes revenu à { $runs }
start-other = { $runs } est en cours, et non { $meant }
start-why-no-space = La place manquait à l’arrêt de l’ordinateur.
start-why-timed-out = Cela a duré plus longtemps que l’ordinateur n’attend à l’arrêt.
start-why-killed = Cela a été interrompu à l’arrêt de l’ordinateur.
start-why-power-cut = L’ordinateur s’est éteint sans s’arrêter correctement.
start-why-locked = Un autre programme a demandé d’attendre.
start-why-other = Cela a échoué à l’arrêt de l’ordinateur. Le journal du système dit pourquoi.
start-why-unknown = La raison n’est pas connue.
start-why-automatic = Un contrôle a échoué après la mise à jour ; l’ordinateur est donc revenu en arrière de lui-même.
start-why-chosen = { $version } reste la prochaine à démarrer. Une autre a été choisie au démarrage de l’ordinateur, ou elle n’a pas pu démarrer.
start-clean-up = Nettoyer…
start-stay = Rester sur { $version }
start-stay-tooltip = Masquer { $version } jusqu’à une version plus récente
start-copy = Copier le rapport
start-more = Plus
start-dismiss = Fermer

## One version
version-go-back = _Revenir à cette version
version-start-next = _Lancer cette version ensuite
version-keep-running = _Garder cette version
version-restart = _Redémarrer…
version-pin = _Épingler
version-unpin = _Désépingler
version-delete = _Supprimer…
version-is-running = C’est la version en cours.
version-is-next = Le prochain redémarrage lance cette version.
version-will-download = Elle n’est pas sur cet ordinateur et sera téléchargée.
version-files-stay = Vos fichiers restent tels quels. Les réglages du système sont ceux que cette version avait lors de sa dernière utilisation.
version-all-stay = Vos fichiers et vos réglages restent tels quels.
version-compare-with = Comparer avec
version-compare-running = { $version } (en cours)
version-compare-tab = Ce qui change
version-details-tab = Détails
version-gone = Cette version n’est plus sur cet ordinateur
version-published = Publiée le { $date }, { $ago }
row-version = Version
row-date = Publiée
row-made = Créée sur cet ordinateur
row-checksum = Somme de contrôle
row-id = Déploiement
row-origin = Suit
row-stateroot = Nom du système
row-kernel = Noyau
row-kernel-arguments = Arguments du noyau
row-signatures = Signée par
row-unsigned = Aucune signature connue
row-packages = Paquets
row-frees = La supprimer libère
row-layers = Couches
row-unlocked = Rendue modifiable
row-base-version = Image publiée
row-base-date = Publication de l’image
row-base-checksum = Somme de contrôle de l’image
row-digest = Empreinte
row-tag = Étiquette
row-held = Maintenue à
row-end-of-life = Fin de vie
row-inactive = Sans effet
row-verification = Vérification
row-initramfs = Système de fichiers initial
row-initramfs-arguments = Créé avec
row-initramfs-files = Avec des fichiers de /etc
row-live = Ajouté en cours d’exécution
verified-not = Aucune
verified-signed = Par la signature de son image
verified-remote = Par les clés de son serveur
initramfs-published = Tel que publié
initramfs-regenerated = Créé sur cet ordinateur
unlocked-development = Jusqu’au redémarrage, pour faire des essais
unlocked-hotfix = Durablement, comme réparation rapide
unlocked-transient = Jusqu’au redémarrage
signature-good = Valide
signature-bad = Incorrecte
signature-expired = Expirée
signature-key-expired = La clé a expiré
signature-key-revoked = La clé a été révoquée
signature-key-missing = La clé n’est pas connue ici
layer-added = ajouté
layer-local = ajouté depuis un fichier
layer-replaced = remplacé
layer-local-replacement = remplacé depuis un fichier
layer-removed = supprimé
layer-file-override = superposé
row-copy = Copier : { $what }

## After an action
toast-hidden = { $version } est masquée jusqu’à une version plus récente

## After an action
toast-restored = { $version } démarrera ensuite
toast-undo = Annuler
toast-pinned = { $version } est épinglée et sera conservée
toast-unpinned = { $version } n’est plus épinglée
toast-deleted = { $version } a été supprimée
toast-discarded = La mise à jour préparée a été abandonnée
toast-cancelled = Annulé. Rien n’a été modifié.
toast-packages = Prêt pour le prochain redémarrage
toast-arguments = Prêt pour le prochain redémarrage
toast-unchanged = Il n’y avait rien à faire
toast-cleaned = Nettoyage terminé
toast-freed = Nettoyage terminé : { $size } à nouveau libres

## Questions
ask-restart-title = Redémarrer maintenant ?
ask-restart-body = { $version } va démarrer. Enregistrez d’abord votre travail : tous les programmes seront fermés.
ask-restart-plain = Enregistrez d’abord votre travail : tous les programmes seront fermés.
ask-restart-off = Éteindre
ask-restart-button = Redémarrer
ask-delete-title = Supprimer { $version } ?
ask-delete-body = La version publiée le { $date } sera supprimée de cet ordinateur, avec tout ce dont aucune autre version n’a besoin. Vous ne pourrez plus y revenir, sauf si le serveur l’a encore.
ask-delete-plain = Elle sera supprimée de cet ordinateur, avec tout ce dont aucune autre version n’a besoin. Vous ne pourrez plus y revenir, sauf si le serveur l’a encore.
ask-delete-frees = Cela libère { $size }.
ask-delete-button = Supprimer
ask-replace-title = Abandonner la mise à jour préparée ?
ask-replace-body = { $staged } est préparée et sera abandonnée si { $version } doit démarrer ensuite. Cela ne peut pas être annulé, mais la mise à jour peut être téléchargée à nouveau.
ask-clean-up-title = Nettoyer ?
ask-clean-up-versions = { $count ->
    [one] { $versions } sera supprimée.
   *[other] { $versions } seront supprimées.
}
ask-clean-up-none = Aucune version n’est supprimée.
ask-clean-up-rest = Ce dont aucune version n’a plus besoin est effacé. La version en cours, la suivante et celles qui sont épinglées restent.
ask-clean-up-button = Nettoyer

## What went wrong
failed-check = Les mises à jour n’ont pas pu être recherchées
failed-update = La mise à jour a échoué
failed-discard = La mise à jour préparée n’a pas pu être abandonnée
failed-hide = Les versions proposées n’ont pas pu être modifiées
failed-restore = Le retour en arrière a échoué
failed-set-pinned = L’épinglage n’a pas pu être modifié
failed-delete = La version n’a pas pu être supprimée
failed-clean-up = Le nettoyage a échoué
failed-history = Les versions antérieures n’ont pas pu être listées
failed-search = La recherche a échoué
failed-packages = Les paquets n’ont pas pu être modifiés
failed-arguments = Les arguments du noyau n’ont pas pu être modifiés
failed-restart = L’ordinateur n’a pas pu être redémarré
failed-policy = Les mises à jour automatiques n’ont pas pu être modifiées
failed-other = Cela n’a pas fonctionné
failed-cancel = L’annulation n’a pas été possible
failed-show-work = Afficher ce qui est en cours
failed-show-versions = Afficher les versions
why-not-authorized = Vous n’êtes pas autorisé à faire cela. Rien n’a été modifié. Adressez-vous à un administrateur de cet ordinateur.
why-not-authorized-ask = Vous n’y êtes pas autorisé. Rien n’a été modifié. Demandez à un administrateur de cet ordinateur : { $administrators }.
why-cancelled = L’opération a été annulée. Rien n’a été modifié.
why-busy = Le système est déjà en cours de modification. Attendez que ce soit terminé, puis réessayez.
why-busy-program = { $program } est en train de modifier le système. Attendez que ce soit terminé, puis réessayez.
why-busy-user = { $user } est en train de modifier le système. Attendez que ce soit terminé, puis réessayez.
why-busy-program-user = { $program }, lancé par { $user }, est en train de modifier le système. Attendez que ce soit terminé, puis réessayez.
why-inhibited = { $programs } demande de ne pas redémarrer maintenant. Terminez-y d’abord, puis réessayez.
why-conflict = Quelque chose a changé entre-temps, donc rien n’a été fait. Recherchez à nouveau et regardez avant de continuer.
why-conflict-packages = Ces paquets font obstacle : { $packages }. Rien n’a été modifié. Retirez-les de la demande, ou supprimez-les d’abord, puis réessayez.
why-conflict-problems = Des paquets ne vont pas ensemble : { $problems }. Rien n’a été modifié. Demandez autre chose, puis réessayez.
why-conflict-driver = { $program } met ce système à jour, donc rien n’a été fait ici. Utilisez-le pour mettre à jour, ou demandez d’abord à un administrateur de le désactiver.
why-offline-wait = Le serveur est trop occupé et demande qu’on le laisse tranquille. Rien n’a été modifié. Réessayez dans { $time }.
why-offline = Le serveur n’a pas pu être joint. Rien n’a été modifié. Vérifiez le réseau et réessayez.
why-not-found = L’élément n’existe plus. Rien n’a été modifié.
why-invalid = Le service n’a pas compris la demande. Rien n’a été modifié.
why-not-supported = Ce système ne peut pas faire cela. Rien n’a été modifié.
why-no-space = Il n’y a pas assez de place sur le disque. Rien n’a été modifié. Le nettoyage supprime les versions antérieures qui ne servent plus.
why-no-space-numbers = Il reste { $available } sur { $filesystem }, mais il faut { $required }. Rien n’a été modifié. Le nettoyage supprime les versions antérieures qui ne servent plus.
why-signature = Cela n’est signé par personne à qui ce système fait confiance, donc rien n’a été pris. Rien n’a été modifié.
why-corrupt = Les données sont endommagées, donc elles n’ont pas été prises. Rien n’a été modifié. Un nouvel essai peut aider.
why-engine-gone = La partie du système qui s’en charge ne fonctionne pas. Réessayez dans un moment.
why-interrupted = Le service s’est arrêté avant la fin du travail. La version en cours est intacte. Vous pouvez réessayer.
why-unverified = Le système a signalé un succès, mais son état n’est pas celui attendu. Regardez les versions avant de redémarrer.
why-failed = Quelque chose s’est mal passé. La version en cours est intacte.

## Packages
packages-title = Ce système est exactement l’image publiée
packages-cannot = Ce type de système n’accepte pas d’ajout de paquets : il est donc le même pour tous ceux qui l’utilisent. Pour d’autres programmes, utilisez des applications de Flathub ou un conteneur.
packages-search = Rechercher des paquets
packages-base = Dans l’image
packages-none = Aucun paquet ne contient cela dans son nom
packages-unknown = Ce système ne contient pas la liste de ses paquets
packages-more = Seuls les { $count } premiers sont affichés. Faites une recherche pour en trouver d’autres.
packages-list = Paquets de l’image

layers-none = Votre système est exactement l’image publiée.
layers-none-later = Après le redémarrage, votre système sera exactement l’image publiée.
layers-differs = Votre système diffère de l’image publiée par { $what }.
layers-differs-later = Après le redémarrage, votre système différera de l’image publiée par { $what }.
layers-packages = { $count ->
    [one] { $count } paquet
   *[other] { $count } paquets
}
layers-replacements = { $count ->
    [one] { $count } remplacement
   *[other] { $count } remplacements
}
layers-removals = { $count ->
    [one] { $count } suppression
   *[other] { $count } suppressions
}
layers-locked = L’administrateur de ce système a désactivé les modifications de paquets. Ce qui s’y trouve peut être consulté.
layers-unread = Les différences entre le système et l’image publiée n’ont pas pu être lues.
layers-why = _Pourquoi c’est important
layers-why-body = L’image publiée est ce que ses auteurs ont testé et ce que les autres utilisent. Chaque paquet que vous ajoutez, remplacez ou supprimez crée un système que personne d’autre n’a : les mises à jour durent plus longtemps et peuvent échouer à cause de cela. Les applications de Flathub et les outils dans un conteneur laissent l’image telle quelle.
layers-menu = Autres actions sur les paquets
layers-menu-replace = Remplacer depuis un _fichier…
layers-menu-repositories = _Dépôts
layers-menu-reset = Rétablir l’image _publiée…
layers-add = _Ajouter des paquets…
layers-group-added = Ajoutés
layers-group-local = Ajoutés depuis des fichiers
layers-group-replaced = Remplacés
layers-group-removed = Supprimés de l’image
layers-group-inactive = Demandés mais sans effet
layers-group-inactive-body = Ils ont été demandés. Ils auront à nouveau un effet quand l’image ne fera plus la même chose.
layers-from = de { $repository }
layers-from-file = depuis un fichier
layers-inactive-added = déjà dans l’image
layers-inactive-removed = absent de l’image
layers-inactive-replaced = absent de l’image, ou identique
layers-remove = Supprimer
layers-remove-named = Supprimer { $name }
layers-reset = Rétablir
layers-reset-named = Rétablir { $name }
layers-keep = Conserver
layers-keep-named = Conserver { $name }
layers-forget = Oublier
layers-forget-all = _Oublier
layers-forget-named = Oublier { $name }
layers-coming = Pas encore appliqué
layers-waiting = { $count ->
    [one] { $count } modification
   *[other] { $count } modifications
}
layers-review = _Examiner et appliquer…
wish-add = Sera ajouté
wish-add-file = Sera ajouté depuis un fichier
wish-remove = Sera supprimé
wish-take-out = Sera supprimé de l’image
wish-replace-file = Remplacera un paquet de l’image
wish-reset = Sera tel que publié
base-change = Modifier { $name }…
base-body = La version { $version } fait partie de l’image. La supprimer rend votre système différent de celui que les autres utilisent.
base-take-out = Supprimer de l’image
base-leave = Laisser tel que publié
found-in-base = Dans l’image
found-layered = Déjà ajouté
found-inactive = Demandé, déjà dans l’image
add-title = Ajouter des paquets
add-search = Rechercher dans les dépôts
add-search-button = Rechercher
add-file = Depuis un fichier…
add-start = Rechercher des paquets
add-start-body = Par nom ou par usage. Ce que vous cochez est conservé d’une recherche à l’autre.
add-nothing = Aucun résultat
add-nothing-body = Aucun paquet des dépôts ne correspond. Essayez un autre mot.
add-list = Paquets trouvés
add-unchoose = Ne pas ajouter { $name }
add-none = Ajouter
add-button = { $count ->
    [one] Ajouter { $count } paquet
   *[other] Ajouter { $count } paquets
}
files-title = Choisir des fichiers de paquets
files-accept = Choisir
files-filter = Paquets RPM
review-title = Examiner les modifications
review-apply = Appliquer
review-working = Essai des modifications
review-working-body = Rien n’est encore modifié.
review-note = Une nouvelle version de votre système est créée avec ces modifications et démarre au prochain redémarrage. L’actuelle reste disponible pour revenir en arrière.
review-asked = Ce que vous avez demandé
hold-ends = Le système reste actuellement à { $version }, et ce changement y met fin : la prochaine mise à jour suivra de nouveau le flux. Pour y rester, revenez ensuite à cette version.
review-files = Fichiers de paquets
review-signed = signé avec la clé { $key }
review-unsigned = non signé
review-changes = Ce qui changerait
review-none = Aucun paquet ne change.
review-unknown = On ne sait pas à l’avance quels paquets changent.
conflict-title = { $count ->
    [one] Un paquet fait obstacle
   *[other] { $count } paquets font obstacle
}
conflict-body = { $count ->
    [one] Les modifications ne vont pas avec ce qui est en place. Rien n’a été modifié. Vous pouvez continuer sans ce paquet.
   *[other] Les modifications ne vont pas avec ce qui est en place. Rien n’a été modifié. Vous pouvez continuer sans ces paquets.
}
conflict-body-all = Les modifications ne vont pas avec ce qui est en place. Rien n’a été modifié.
conflict-list = Paquets qui font obstacle
conflict-without = { $count ->
    [one] Continuer sans lui
   *[other] Continuer sans eux
}
ask-reset-title = Rétablir l’image publiée ?
ask-reset-body = Cela annule tout ce qui diffère : { $packages }. L’effet a lieu au prochain redémarrage ; la version actuelle reste disponible pour revenir en arrière.
ask-reset-button = Rétablir
repositories-title = Dépôts
repositories-body = Les paquets sont ajoutés et remplacés depuis ceux qui sont utilisés.
repositories-enabled = Utilisé
repositories-disabled = Non utilisé
repositories-none = Il n’y a pas de dépôts
repositories-failed = Les dépôts n’ont pas pu être lus
arguments-title = Arguments du noyau
arguments-open = Modifier…
arguments-body = Ces mots sont donnés au noyau au démarrage du système. Les modifications sont appliquées ensemble et comptent à partir du prochain redémarrage.
arguments-grave = Ces modifications peuvent empêcher l’ordinateur de démarrer. La version actuelle reste comme retour possible, dans le menu de démarrage.
arguments-risk = Une valeur erronée peut empêcher l’ordinateur de démarrer.
arguments-danger-root = Indique où sont les fichiers du système et comment ils sont montés.
arguments-danger-first = Indique ce qui est démarré en premier.
arguments-danger-disks = Indique comment les disques sont trouvés et déverrouillés.
arguments-danger-target = Indique jusqu’où le système démarre.
arguments-danger-guard = Indique ce qui peut s’exécuter.
arguments-danger-hardware = Indique quel matériel est utilisé, et comment.
arguments-add = _Ajouter un argument…
arguments-reset = _Oublier les modifications
arguments-apply = Appliquer…
arguments-preview = La ligne avec ces modifications
arguments-line-too-long = L’ensemble est plus long que ce qu’un noyau lit. Enlevez quelque chose.
ask-arguments-title = Modifier les arguments du noyau ?
ask-arguments-body = { $count ->
    [one] Une modification est appliquée. Elle compte à partir du prochain redémarrage ; la version actuelle reste comme retour possible.
   *[other] { $count } modifications sont appliquées. Elles comptent à partir du prochain redémarrage ; la version actuelle reste comme retour possible.
}
ask-arguments-grave = Cela peut empêcher l’ordinateur de démarrer. Dans ce cas, choisissez la version actuelle dans le menu de démarrage.
arguments-add-title = Ajouter un argument
arguments-edit-title = Modifier l’argument
arguments-entry = Argument
arguments-add-button = Ajouter
arguments-change = Modifier
arguments-hint = Une clé, ou une clé et une valeur : quiet, ou console=ttyS0. Les espaces se mettent entre guillemets.
arguments-is-new = Sera ajouté
arguments-is-gone = Sera supprimé
arguments-was = Était { $before }
arguments-edit = Modifier { $name }
arguments-delete = Supprimer { $name }
arguments-restore = Annuler la modification de { $name }
arguments-empty = Rien n’est saisi.
arguments-too-long = C’est plus long que ce qu’un noyau lit.
arguments-words = Un argument est un seul mot. Les espaces se mettent entre guillemets.
arguments-quote-it = Un argument est un seul mot. Avec des espaces, il s’écrit { $argument }.
arguments-twice = La ligne a déjà le même argument.
arguments-also = La ligne a aussi { $other }. Pour la plupart des clés, seule la dernière valeur compte.
arguments-quote = Un guillemet n’est pas fermé.
arguments-key = Un argument commence par sa clé.
arguments-fixed = Indique quelle version démarre et n’est pas modifiable

system-group = Au-delà des paquets
etc-title = Réglages modifiés
etc-row-body = Fichiers de /etc qui diffèrent de l’image publiée, pour les administrateurs
etc-asking = Lecture des réglages
etc-asking-body = Les réglages peuvent contenir des mots de passe et des clés ; le mot de passe d’un administrateur est donc demandé.
etc-none = Aucun réglage ne diffère
etc-none-body = Tous les fichiers de /etc sont tels que publiés.
etc-refused = Réservé aux administrateurs
etc-refused-body = Les réglages peuvent contenir des mots de passe et des clés. Réessayez avec le mot de passe d’un administrateur, ou demandez à l’un d’eux.
etc-failed = Les réglages n’ont pas pu être lus
etc-same = Plus rien ne diffère
etc-same-body = Ce fichier est tel que publié.
etc-search = Rechercher des fichiers
etc-list = Fichiers qui diffèrent
etc-no-match = Aucun fichier n’a cela dans son chemin
etc-file-asking = Comparaison du fichier
etc-copy = Copier les différences
etc-difference = Ce qui diffère
etc-added = { $count ->
    [one] { $count } ligne ajoutée
   *[other] { $count } lignes ajoutées
}
etc-removed = { $count ->
    [one] { $count } ligne supprimée
   *[other] { $count } lignes supprimées
}
etc-mode = permissions { $old } → { $new }
etc-owner = propriétaire { $old } → { $new }
etc-secret = Tout le monde ne peut pas lire ce fichier
etc-secret-body = Il peut contenir des mots de passe ou des clés. Ne l’affichez que là où personne d’autre ne regarde.
etc-secret-show = Afficher quand même
etc-binary = Il ne contient pas de texte
etc-binary-body = Il diffère du fichier publié, mais ne peut pas être affiché ligne par ligne.
etc-large = Il est trop grand
etc-large-body = Il diffère du fichier publié, mais est trop grand pour être affiché ligne par ligne.
etc-access = Son contenu est tel que publié
etc-access-body = Seuls ses permissions ou son propriétaire diffèrent.
etc-unknown = Il ne peut pas être affiché
etc-unknown-body = Il diffère du fichier publié d’une façon que cette version de Waymark ne connaît pas.

## Advisories
advisories-security = Sécurité
advisories-other = Corrections et nouveautés
advisories-critical = { $count ->
    [one] { $count } critique
   *[other] { $count } critiques
}
advisories-important = { $count ->
    [one] { $count } important
   *[other] { $count } importants
}
advisories-moderate = { $count ->
    [one] { $count } modéré
   *[other] { $count } modérés
}
advisories-low = { $count ->
    [one] { $count } faible
   *[other] { $count } faibles
}
advisories-unrated = { $count } sans niveau
advisories-more = Tout afficher
advisories-failed = Les avis n’ont pas pu être lus
advisory-security = Sécurité
advisory-bugfix = Corrections
advisory-enhancement = Nouveautés
advisory-other = Avis
advisory-graded = { $kind }, { $severity }
advisory-more = { $count ->
    [one] { $names } et { $count } autre
   *[other] { $names } et { $count } autres
}
advisory-packages = Paquets
advisory-links = À lire
advisory-no-links = Son éditeur ne donne pas de liens.
advisory-open = Ouvrir dans le navigateur
severity-critical = Critique
severity-important = Important
severity-moderate = Modéré
severity-low = Faible

## Streams
menu-streams = _Suivre un autre flux…
stream-upgrade = Passer à { $stream }…
stream-follow-other = Suivre un autre flux…
stream-missing = Le serveur n’a plus le flux que suit ce système. Aucune mise à jour n’en viendra.
stream-older = Le serveur propose quelque chose de plus ancien que la version en cours. Il n’y a rien à faire ; des versions plus récentes seront proposées quand il y en aura.
stream-fixed = Ce système suit une version d’après son contenu : aucune mise à jour ne viendra jamais.
stream-followed = Suivi actuellement
stream-newer = Le suivant
stream-entry-wrong = Saisissez la référence d’une image ou le nom d’un flux, sans espaces.
banner-held = Maintenu à { $version }
banner-follow-button = Suivre les mises à jour
banner-end-of-life = Le flux que suit ce système est arrivé à sa fin
banner-end-of-life-says = Le flux que suit ce système prend fin : { $text }
banner-newer = { $stream } est disponible
rebase-choose-title = Suivre un autre flux
rebase-choose-body = Un flux est la source des mises à jour. Votre choix est d’abord examiné ; rien ne change tant que vous ne le dites pas.
rebase-listing = Recherche de ce qui existe
rebase-list = Flux
rebase-none = Le serveur n’indique pas d’autres flux.
rebase-entry = Flux ou référence d’image
rebase-look = Voir ce qui change
rebase-looking = Examen de { $stream }
rebase-looking-body = L’examen ne modifie rien.
rebase-title = Passer à { $stream }
rebase-changes = Ce qui change
rebase-changes-none = Aucun paquet ne change
rebase-changes-unknown = Les paquets qui changent seront connus après le téléchargement.
rebase-way-back = { $version } reste sur cet ordinateur pour revenir en arrière.
rebase-note = Si vous continuez, elle est téléchargée et préparée. Rien ne change avant le redémarrage, et on peut l’abandonner avant.
rebase-blocked = { $count ->
    [one] { $count } couche fait obstacle
   *[other] { $count } couches font obstacle
}
rebase-blocked-body = Ces paquets ne vont pas avec { $stream }. Supprimez-les sur la page « Paquets », puis réessayez.
rebase-blocked-list = Couches qui font obstacle
rebase-go = Mettre à niveau
rebase-follow = Suivre ce flux
rebase-back = Retour
toast-rebased = { $stream } sera suivi à partir du prochain redémarrage
job-rebase = Passage à un autre flux
job-list-streams = Recherche des flux possibles
failed-rebase = Le flux n’a pas pu être changé
failed-list-streams = Les flux n’ont pas pu être listés

## What a job says
log-show = Afficher le journal
log-title = Journal
log-text = Ce que dit le système
log-empty = Rien n’a encore été dit.
log-none = Rien n’a été dit.
log-gone = Ce qui a été dit n’est plus conservé.
log-refused = Seule la personne qui l’a lancé peut lire ce qu’il dit.
