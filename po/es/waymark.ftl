# Los textos de la ventana. Breves, tranquilos, exactos: qué pasó, qué significa, qué se puede hacer.

## Around the window
app-name = Waymark
page-updates = Actualizaciones
page-versions = Versiones
page-packages = Paquetes
menu-main = Menú principal
menu-check = _Buscar actualizaciones
menu-clean-up = _Limpiar…
menu-preferences = _Preferencias
menu-shortcuts = Atajos de _teclado
menu-about = _Acerca de Waymark
about-comments = Vea de qué está hecho su sistema, actualícelo y devuélvalo a cualquier versión anterior.
check-tooltip = Buscar actualizaciones
check-running-tooltip = Buscando actualizaciones
cancel = Cancelar
close = Cerrar
copy = Copiar
details = Detalles
details-title = Detalles
details-raw = Lo que informó el sistema

preferences = Preferencias
preferences-check = Buscar al abrir la ventana
preferences-check-body = Como mucho una vez al día y no con una conexión de uso medido.
preferences-background = Avisar cuando no hay ninguna ventana abierta
preferences-background-body = Cuando una actualización está lista, lleva días fallando o es crítica. Empieza con su sesión.
preferences-background-failed = No se pudo cambiar. Inténtelo de nuevo.
preferences-clean-up = Limpieza
preferences-keep = Versiones anteriores que se conservan
preferences-keep-body = Además de la que está en uso, la siguiente y las fijadas.

## Automatic updates
preferences-general = General
policy = Actualizaciones automáticas
policy-body = Vale para todos en este equipo, y lo cambia un administrador. Nada se reinicia por sí mismo.
policy-mode = Sin que se pida
policy-mode-manual = No hacer nada
policy-mode-check = Buscar actualizaciones
policy-mode-download = Descargar actualizaciones
policy-mode-stage = Preparar actualizaciones
policy-step-nothing = Ahora no se hace nada
policy-step-check = A continuación se buscan actualizaciones
policy-step-download = A continuación se descarga { $version }
policy-step-stage = A continuación se prepara { $version }
policy-next = Continúa después del { $time }.
policy-next-never = No continúa por sí mismo.
policy-blocks = Lo impide
policy-when = Cuándo
policy-metered = Con conexiones de uso medido
policy-battery = Con poca batería
policy-window = Solo en ciertos momentos
policy-window-body = El equipo tiene que estar encendido entonces. Elija al menos una hora.
policy-window-days = Días
policy-window-from = Desde
policy-window-until = Hasta
policy-others = Dejar que otros prueben antes
policy-others-body = Una versión solo se ofrece cuando lleva algunos días publicada.
policy-wait = Días de espera
policy-override = Correcciones de seguridad
policy-override-body = Las que no esperan.
policy-override-never = Esperan todas
policy-override-low = Bajo o superior
policy-override-moderate = Moderado o superior
policy-override-important = Importante o superior
policy-override-critical = Crítico
policy-keep-title = Versiones anteriores
policy-keep = Versiones anteriores que se conservan
policy-keep-body = Cuando las actualizaciones se toman automáticamente. Con 0 decide el sistema.
policy-why-unknown = Hay un motivo que esta ventana no conoce.
policy-why-manual = Las actualizaciones solo se toman cuando alguien lo pide.
policy-why-other-updater = { $unit } actualiza este sistema por sí mismo. Desactívelo antes.
policy-why-not-supported = Este sistema no se puede actualizar aquí.
policy-why-no-timer = El temporizador no está en marcha, así que nada despierta al servicio.
policy-why-busy = Se está cambiando el sistema.
policy-why-metered = La conexión es de uso medido.
policy-why-low-battery = Queda poca batería.
policy-why-outside-window = No es el momento: el próximo empieza el { $time }.
policy-why-backing-off = { $count ->
    [one] El último intento falló. Se vuelve a intentar después del { $time }.
   *[other] Los últimos { $count } intentos fallaron. Se vuelve a intentar después del { $time }.
}
policy-why-held = El sistema está retenido en { $version }.
policy-why-chosen = Alguien eligió { $version } para el próximo inicio.
policy-why-checked-lately = Se han buscado actualizaciones hace poco. La próxima búsqueda es el { $time }.
policy-why-too-young = { $version } no lleva suficiente tiempo publicada. Cumple el plazo el { $time }.
policy-why-hidden = { $version } está oculta hasta que llegue una más reciente.
policy-why-newest-only = Este sistema toma la versión más reciente o ninguna, así que mientras tanto no se ofrece ninguna anterior.
policy-why-urgent = { $version } no espera: corrige fallos graves de seguridad.
policy-why-no-update = No hay ninguna actualización.
policy-why-lacks-room = No hay espacio suficiente para { $version }.
policy-why-cannot-download = Este sistema no puede descargar sin preparar. Elija «Preparar actualizaciones».
policy-why-downloaded = { $version } está descargada. Prepararla depende de usted.
policy-why-staged = { $version } está preparada y espera un reinicio.
policy-why-only-checks = { $version } está lista para instalar. Tomarla depende de usted.
policy-why-offered = { $version } está lista para instalar.

## Notifications while no window is open
note-open = Abrir
note-look = Mostrar
note-restart = Reiniciar…
note-critical = { $count ->
    [one] Espera una corrección crítica de seguridad
   *[other] Esperan { $count } correcciones críticas de seguridad
}
note-critical-body = La versión { $version } la incluye. Actualizar la prepara junto a la versión en uso.

keys-title = Atajos de teclado
keys-system = El sistema
keys-check = Buscar actualizaciones
keys-pages = Páginas
keys-back = Atrás
keys-window = Ventana
keys-close = Cerrar la ventana
keys-quit = Salir

welcome-title = Le damos la bienvenida a Waymark
welcome-updates = Vea qué cambia una versión nueva, tómela y reinicie cuando usted diga.
welcome-versions = Vuelva a una versión anterior cuando una nueva sea mala. Sus archivos se quedan.
welcome-packages = Vea qué cambió sobre la imagen publicada, y modifíquelo.
welcome-permission-title = Nada sin usted
welcome-permission = Lo que cambia el sistema puede pedir antes una contraseña. Mirar nunca cambia nada.
welcome-start = Empezar

## Ages, times and sizes
ago-now = ahora mismo
ago-minutes = { $count ->
    [one] hace un minuto
   *[other] hace { $count } minutos
}
ago-hours = { $count ->
    [one] hace una hora
   *[other] hace { $count } horas
}
ago-yesterday = ayer
ago-days = { $count ->
    [one] hace un día
   *[other] hace { $count } días
}
ago-weeks = { $count ->
    [one] hace una semana
   *[other] hace { $count } semanas
}
ago-months = { $count ->
    [one] hace un mes
   *[other] hace { $count } meses
}
ago-years = { $count ->
    [one] hace un año
   *[other] hace { $count } años
}
ago-on = el { $date }
left-seconds = { $count ->
    [one] queda 1 segundo
   *[other] quedan { $count } segundos
}
left-minutes = { $count ->
    [one] queda 1 minuto
   *[other] quedan { $count } minutos
}
left-hours = { $count ->
    [one] queda 1 hora
   *[other] quedan { $count } horas
}
duration-seconds = { $count ->
    [one] 1 segundo
   *[other] { $count } segundos
}
duration-minutes = { $count ->
    [one] 1 minuto
   *[other] { $count } minutos
}
duration-hours = { $count ->
    [one] 1 hora
   *[other] { $count } horas
}
unknown-version = una versión sin nombre
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
loading-title = Leyendo el sistema
missing-title = El servicio no está instalado
missing-body = La ventana necesita el servicio de sistema de Waymark, que todavía no forma parte del sistema de este equipo. Cuando esté instalado, la ventana sigue por sí misma.
missing-sandboxed = Esta ventana se ejecuta en un entorno aislado. El servicio que necesita es parte del sistema y no puede venir con la aplicación: instálelo en el sistema, o pídalo a quien lo publica. Cuando esté instalado, la ventana sigue por sí misma.
missing-read = Cómo instalarlo
unreachable-title = No se puede contactar con el servicio
unreachable-body = El servicio de sistema de Waymark no responde. Se sigue intentando; su registro dice más.
unreachable-bus = El bus por el que los programas hablan con el sistema no responde. Se sigue intentando.
unreachable-other = La ventana y el servicio no se entienden. Son de versiones distintas: instale ambos de nuevo.
command-title = En un terminal
not-atomic-title = No es un sistema atómico
not-atomic-body = Este sistema no está hecho de versiones que se puedan cambiar por completo, así que no hay nada aquí que Waymark pueda actualizar o revertir.
not-atomic-read = Qué sistemas sirven

## Banner
banner-reconnecting = El servicio se detuvo. Conectando de nuevo…
banner-restart-update = Reinicie para terminar la actualización a { $version }
banner-restart-changes = Reinicie para terminar los cambios
banner-restart-back = Reinicie para volver a { $version }
banner-restart-other = Reinicie para iniciar { $version }
banner-unchecked = { $days ->
    [one] No se han buscado actualizaciones desde hace un día
   *[other] No se han buscado actualizaciones desde hace { $days } días
}
banner-failing = { $days ->
    [one] Las actualizaciones fallan desde hace un día
   *[other] Las actualizaciones fallan desde hace { $days } días
}
banner-restart-button = Reiniciar ahora…
banner-check-button = Buscar de nuevo

## Updates
updates-available-title = La versión { $version } está lista
updates-published = Publicada { $ago }
updates-size = { $size }
updates-size-none = nada que descargar
updates-packages = { $count ->
    [0] no cambia ningún paquete
    [one] cambia 1 paquete
   *[other] cambian { $count } paquetes
}
updates-update = _Actualizar
updates-check-again = Buscar de nuevo
updates-check-now = _Buscar ahora
updates-try-again = Intentar de nuevo
updates-clean-up = _Limpiar…
updates-restart = _Reiniciar…
updates-discard = _Descartar
updates-current-title = Su sistema está al día
updates-held-title = Se mantiene en { $version }
updates-held-body = No se toman versiones más recientes hasta que vuelva a seguir las actualizaciones.
updates-unchecked-title = Aún no se ha buscado
updates-unchecked-body = Busque si hay una versión nueva.
updates-checking-title = Buscando actualizaciones
updates-staged-title = Reinicie para terminar
updates-staged-body = { $version } está preparada. Se inicia en el próximo reinicio; hasta entonces sigue la versión en uso.
updates-changes = Qué cambia
updates-staged-changes = Qué trae el reinicio
updates-running = Está usando { $version }.
updates-running-published = Está usando { $version }, publicada { $ago }.
updates-stream = El sistema sigue { $stream }.
updates-checked = Última búsqueda: { $ago }.
updates-tried = Intentado { $ago }.
updates-last-success = La última búsqueda que funcionó fue { $ago }.
updates-last-failure = Una búsqueda falló { $ago }.
updates-never-succeeded = Ninguna búsqueda ha funcionado todavía.
updates-check-failed-title = No se han podido buscar actualizaciones
updates-notice-check-failed = La última búsqueda falló { $ago }: { $reason }
updates-notice-room = No hay espacio suficiente en { $place } para esta actualización: faltan { $size }.
updates-notice-clean-up = Limpiar…
place-system = el disco del sistema
place-boot = /boot
updates-notice-replaces = { $version } ya está preparada. Esta actualización la sustituye.
updates-notice-drops = La versión { $version } se quitará para hacer sitio.
updates-advisories = Avisos: { $counts }
updates-notice-driver = { $program } actualiza este sistema, así que aquí no se toman actualizaciones. Actualice con ese programa o pida antes a un administrador que lo desactive.
updates-unseen = Qué paquetes cambian, y qué fallos corrige eso, se sabrá después de la descarga.
updates-unseen-download = La descarga prepara la versión junto a la que está en uso: nada cambia hasta el reinicio, y se puede descartar.
updates-unseen-button = Descargar para ver los cambios
updates-keep = Conservar
updates-keep-named = Conservar { $version }
updates-notice-hidden = { $version } está oculta hasta que llegue una más reciente.
updates-show = Mostrar de todos modos
updates-show-named = Mostrar { $version } de todos modos

## Progress
job-check = Buscando actualizaciones
job-update = Actualizando
job-update-to = Actualizando a { $version }
job-discard = Descartando la actualización preparada
job-restore = Volviendo atrás
job-set-pinned = Cambiando qué está fijado
job-delete = Eliminando
job-clean-up = Limpiando
job-history = Buscando versiones anteriores
job-search = Buscando en los repositorios
job-packages = Trabajando en los paquetes
job-arguments = Cambiando los argumentos del núcleo
job-restart = Reiniciando
job-other = Cambiando el sistema
job-started-by = Iniciado por { $user }.
job-started-by-program = Iniciado por { $program }.
job-started-by-program-for = Lo hace { $program }, iniciado por { $user }.
job-started-by-other = Iniciado por otro usuario.
job-user-id = usuario { $uid }
job-may-close = Puede cerrar esta ventana; el trabajo continúa.
step-working = Trabajando
step-preparing = Preparando
step-checking = Preguntando al servidor
step-fetching-metadata = Obteniendo descripciones
step-downloading = Descargando
step-resolving = Determinando qué paquetes van juntos
step-making-initramfs = Preparando el arranque del equipo
step-staging = Preparando la versión nueva
step-writing = Escribiendo la lista de arranque
step-cleaning-up = Limpiando
step-verifying = Verificando
step-restarting = Reiniciando
step-waiting = Esperando
step-cancelling = Cancelando
progress-of = { $done } de { $total }
progress-rate = { $rate }/s
progress-percent = { $percent } por ciento
progress-label = Progreso

## What differs
changes-search = Buscar en los cambios
changes-filter = Mostrar
changes-all = Todos los paquetes
changes-files = Archivos
changes-none = No cambia ningún paquete
changes-no-files = No cambia ningún archivo
changes-no-match = Nada coincide
changes-loading = Comparando…
changes-unknown = Aún no se sabe qué cambiaría
changes-unknown-body = Antes hay que obtener una breve descripción de esta versión.
changes-unknown-packages = Esta versión no incluye la lista de sus paquetes
changes-fetch = Comparar
changes-failed = No se han podido comparar las versiones
changes-summary-added = { $count ->
    [one] { $count } añadido
   *[other] { $count } añadidos
}
changes-summary-removed = { $count ->
    [one] { $count } quitado
   *[other] { $count } quitados
}
changes-summary-upgraded = { $count ->
    [one] { $count } actualizado
   *[other] { $count } actualizados
}
changes-summary-downgraded = { $count ->
    [one] { $count } rebajado
   *[other] { $count } rebajados
}
changes-summary-changed = { $count ->
    [one] { $count } cambiado
   *[other] { $count } cambiados
}
changes-list = Cambios
change-added = Añadido
change-removed = Quitado
change-upgraded = Actualizado
change-downgraded = Rebajado
change-changed = Cambiado
change-layered = Capa
change-arrow = { $old } → { $new }
change-says-added = { $name }, añadido, { $version }
change-says-removed = { $name }, quitado, { $version }
change-says-upgraded = { $name }, actualizado de { $old } a { $new }
change-says-downgraded = { $name }, rebajado de { $old } a { $new }
change-says-changed = { $name }, cambiado
change-says-bare = { $name }, { $change }

## Versions
versions-here = En este equipo
versions-older = Versiones anteriores
versions-older-from = Versiones anteriores de { $stream }
versions-older-body = Versiones que el servidor aún tiene. Se descargarán cuando vuelva a ellas.
versions-show = Mostrar
versions-show-more = Mostrar más
versions-older-none = El servidor no tiene versiones anteriores
versions-older-end = Es todo lo que tiene el servidor
versions-tag-lagging = La etiqueta que sigue este sistema está por detrás de la versión más reciente, por lo que esta no se ofrece como actualización.
versions-tag-missing = El servidor ya no tiene la etiqueta que sigue este sistema. No habrá actualizaciones hasta que elija otro canal.
versions-incomplete = El servidor tiene más versiones de las que se han podido enumerar.
versions-download = Se descargará
versions-no-layers = tal como se publicó
versions-layers = { $count ->
    [one] 1 capa
   *[other] { $count } capas
}
group-ahead = Con fecha futura
group-today = Hoy
group-week = Esta semana
group-unknown = Sin fecha
way-back-title = ¿Algo va mal desde la actualización?
way-back-body = { $version } funcionaba antes y sigue aquí. Sus archivos se quedan como están, y puede volver.
way-back-button = Volver a { $version }
way-back-compare = Qué cambió
way-back-dismiss = No volver a mostrar
badge-running = En uso
badge-next = Siguiente
badge-staged = Preparada
badge-pinned = Fijada
badge-held = Retenida
badge-unlocked = Modificable

## How the computer started
start-updated = Actualizado a { $version }
start-changed = Los cambios de este sistema están aplicados
start-failures = { $count ->
    [one] Actualizado a { $version }, pero una parte del sistema no se inició
   *[other] Actualizado a { $version }, pero { $count } partes del sistema no se iniciaron
}
start-failed-units = No se inició: { $units }. Antes de la actualización no era así.
start-failed-units-more = { $count ->
    [one] No se iniciaron { $units } y 1 más. Antes de la actualización no era así.
   *[other] No se iniciaron { $units } y { $count } más. Antes de la actualización no era así.
}
start-went-back = Ha vuelto a { $version }
start-not-finished = La actualización a { $version } no se terminó
start-not-finished-changes = Los cambios de este sistema no se terminaron
start-still = { $version } sigue en uso, y no cambió nada más.
start-came-back = { $meant } no se inició; ha vuelto a { $runs }
start-other = Está en uso { $runs }, no { $meant }
start-why-no-space = No había espacio al apagarse el equipo.
start-why-timed-out = Tardó más de lo que el equipo espera al apagarse.
start-why-killed = Se interrumpió al apagarse el equipo.
start-why-power-cut = El equipo se apagó de golpe.
start-why-locked = Otro programa pidió dejarlo para después.
start-why-other = Falló al apagarse el equipo. El registro del sistema dice por qué.
start-why-unknown = No se conoce el motivo.
start-why-automatic = Tras la actualización falló una comprobación, así que el equipo volvió atrás por sí mismo.
start-why-chosen = { $version } sigue siendo la próxima en iniciarse. Al arrancar el equipo se eligió otra, o no pudo iniciarse.
start-clean-up = Limpiar…
start-stay = Quedarse en { $version }
start-stay-tooltip = Ocultar { $version } hasta que llegue una más reciente
start-copy = Copiar el informe
start-more = Más
start-dismiss = Cerrar

## One version
version-go-back = _Volver a esta versión
version-start-next = _Iniciar esta versión a continuación
version-keep-running = _Seguir con esta versión
version-restart = _Reiniciar…
version-pin = _Fijar
version-unpin = _No fijar
version-delete = _Eliminar…
version-is-running = Esta es la versión en uso.
version-is-next = El próximo reinicio inicia esta versión.
version-will-download = No está en este equipo y se descargará.
version-files-stay = Sus archivos quedan como están. Los ajustes del sistema son los que tenía esta versión la última vez que se usó.
version-all-stay = Sus archivos y ajustes quedan como están.
version-compare-with = Comparar con
version-compare-running = { $version } (en uso)
version-compare-tab = Qué cambia
version-details-tab = Detalles
version-gone = Esta versión ya no está en este equipo
version-published = Publicada el { $date }, { $ago }
row-version = Versión
row-date = Publicada
row-made = Creada en este equipo
row-checksum = Suma de verificación
row-id = Despliegue
row-origin = Sigue
row-stateroot = Nombre del sistema
row-kernel = Núcleo
row-kernel-arguments = Argumentos del núcleo
row-signatures = Firmada por
row-unsigned = No se conoce ninguna firma
row-packages = Paquetes
row-frees = Eliminarla libera
row-layers = Capas
row-unlocked = Hecha modificable
row-base-version = Imagen publicada
row-base-date = Publicación de la imagen
row-base-checksum = Suma de verificación de la imagen
row-digest = Huella
row-tag = Etiqueta
row-held = Retenida en
row-end-of-life = Fin de vida
row-inactive = Sin efecto
row-verification = Verificación
row-initramfs = Sistema de archivos inicial
row-initramfs-arguments = Creado con
row-initramfs-files = Con archivos de /etc
row-live = Añadido en marcha
verified-not = Ninguna
verified-signed = Por la firma de su imagen
verified-remote = Por las claves de su servidor
initramfs-published = Como se publicó
initramfs-regenerated = Creado en este equipo
unlocked-development = Hasta el reinicio, para hacer pruebas
unlocked-hotfix = De forma permanente, como arreglo rápido
unlocked-transient = Hasta el reinicio
signature-good = Correcta
signature-bad = Incorrecta
signature-expired = Caducada
signature-key-expired = La clave ha caducado
signature-key-revoked = La clave fue revocada
signature-key-missing = Aquí no se conoce la clave
layer-added = añadido
layer-local = añadido desde un archivo
layer-replaced = sustituido
layer-local-replacement = sustituido desde un archivo
layer-removed = quitado
layer-file-override = superpuesto
row-copy = Copiar: { $what }

## After an action
toast-hidden = { $version } está oculta hasta que llegue una más reciente

## After an action
toast-restored = { $version } se iniciará a continuación
toast-undo = Deshacer
toast-pinned = { $version } está fijada y se conservará
toast-unpinned = { $version } ya no está fijada
toast-deleted = { $version } se ha eliminado
toast-discarded = La actualización preparada se ha descartado
toast-cancelled = Cancelado. No se ha cambiado nada.
toast-packages = Listo para el próximo reinicio
toast-arguments = Listo para el próximo reinicio
toast-unchanged = No había nada que hacer
toast-cleaned = Limpieza terminada
toast-freed = Limpieza terminada: se han liberado { $size }

## Questions
ask-restart-title = ¿Reiniciar ahora?
ask-restart-body = Se iniciará { $version }. Guarde antes su trabajo: se cerrarán todos los programas.
ask-restart-plain = Guarde antes su trabajo: se cerrarán todos los programas.
ask-restart-off = Apagar
ask-restart-button = Reiniciar
ask-delete-title = ¿Eliminar { $version }?
ask-delete-body = La versión publicada el { $date } se quitará de este equipo, con todo lo que ninguna otra versión necesita. No podrá volver a ella salvo que el servidor aún la tenga.
ask-delete-plain = Se quitará de este equipo, con todo lo que ninguna otra versión necesita. No podrá volver a ella salvo que el servidor aún la tenga.
ask-delete-frees = Eso libera { $size }.
ask-delete-button = Eliminar
ask-replace-title = ¿Descartar la actualización preparada?
ask-replace-body = { $staged } está preparada y se descartará si { $version } debe iniciarse a continuación. Esto no se puede deshacer, pero la actualización se puede descargar de nuevo.
ask-clean-up-title = ¿Limpiar?
ask-clean-up-versions = { $count ->
    [one] Se quitará { $versions }.
   *[other] Se quitarán { $versions }.
}
ask-clean-up-none = No se quita ninguna versión.
ask-clean-up-rest = Se borra lo que ya no necesita ninguna versión. Quedan la versión en uso, la siguiente y las fijadas.
ask-clean-up-button = Limpiar

## What went wrong
failed-check = No se han podido buscar actualizaciones
failed-update = La actualización ha fallado
failed-discard = No se ha podido descartar la actualización preparada
failed-hide = No se pudo cambiar qué versiones se ofrecen
failed-restore = No se ha podido volver atrás
failed-set-pinned = No se ha podido cambiar qué está fijado
failed-delete = No se ha podido eliminar la versión
failed-clean-up = La limpieza ha fallado
failed-history = No se han podido listar las versiones anteriores
failed-search = La búsqueda ha fallado
failed-packages = No se han podido cambiar los paquetes
failed-arguments = No se han podido cambiar los argumentos del núcleo
failed-restart = No se ha podido reiniciar el equipo
failed-policy = No se han podido cambiar las actualizaciones automáticas
failed-other = No ha funcionado
failed-cancel = No se ha podido cancelar
failed-show-work = Mostrar lo que está en curso
failed-show-versions = Mostrar las versiones
why-not-authorized = No tiene permiso para hacer esto. No se ha cambiado nada. Pregunte a un administrador de este equipo.
why-not-authorized-ask = No tiene permiso para esto. No se cambió nada. Pida ayuda a un administrador de este equipo: { $administrators }.
why-cancelled = Se ha cancelado. No se ha cambiado nada.
why-busy = El sistema ya se está cambiando. Espere a que termine e inténtelo de nuevo.
why-busy-program = { $program } está cambiando el sistema. Espere a que termine e inténtelo de nuevo.
why-busy-user = { $user } está cambiando el sistema. Espere a que termine e inténtelo de nuevo.
why-busy-program-user = { $program }, iniciado por { $user }, está cambiando el sistema. Espere a que termine e inténtelo de nuevo.
why-inhibited = { $programs } pide no reiniciar ahora. Termine allí primero e inténtelo de nuevo.
why-conflict = Algo ha cambiado entretanto, así que no se ha hecho nada. Busque de nuevo y mire antes de continuar.
why-conflict-packages = Estos paquetes lo impiden: { $packages }. No se ha cambiado nada. Quítelos de lo que se pide, o quítelos antes del sistema, e inténtelo de nuevo.
why-conflict-problems = Hay paquetes que no van juntos: { $problems }. No se ha cambiado nada. Pida otra cosa e inténtelo de nuevo.
why-conflict-driver = { $program } actualiza este sistema, así que aquí no se ha hecho nada. Actualice con ese programa o pida antes a un administrador que lo desactive.
why-offline-wait = El servidor está demasiado ocupado y pide que se le deje en paz. No se ha cambiado nada. Inténtelo de nuevo en { $time }.
why-offline = No se ha podido contactar con el servidor. No se ha cambiado nada. Compruebe la red e inténtelo de nuevo.
why-not-found = Ya no existe. No se ha cambiado nada.
why-invalid = El servicio no ha entendido la petición. No se ha cambiado nada.
why-not-supported = Este sistema no puede hacer eso. No se ha cambiado nada.
why-no-space = No hay suficiente espacio en el disco. No se ha cambiado nada. La limpieza quita versiones anteriores que ya no hacen falta.
why-no-space-numbers = En { $filesystem } quedan { $available }, pero hacen falta { $required }. No se ha cambiado nada. La limpieza quita versiones anteriores que ya no hacen falta.
why-signature = No lo firma nadie en quien confíe este sistema, así que no se ha tomado. No se ha cambiado nada.
why-corrupt = Los datos están dañados, así que no se han tomado. No se ha cambiado nada. Puede servir intentarlo de nuevo.
why-engine-gone = La parte del sistema que se ocupa de esto no está en marcha. Inténtelo de nuevo en un momento.
why-interrupted = El servicio terminó antes de acabar el trabajo. La versión en uso está intacta. Puede intentarlo de nuevo.
why-unverified = El sistema ha informado de un éxito, pero no está como debería. Mire las versiones antes de reiniciar.
why-failed = Algo ha salido mal. La versión en uso está intacta.

## Packages
packages-title = Este sistema es exactamente la imagen publicada
packages-cannot = A este tipo de sistema no se le pueden añadir paquetes, así que es igual para todos los que lo usan. Para más programas, use aplicaciones de Flathub o un contenedor.
packages-search = Buscar paquetes
packages-base = En la imagen
packages-none = Ningún paquete tiene esto en su nombre
packages-unknown = Este sistema no incluye la lista de sus paquetes
packages-more = Solo se muestran los primeros { $count }. Busque para encontrar otros.
packages-list = Paquetes de la imagen

layers-none = Su sistema es exactamente la imagen publicada.
layers-none-later = Después del reinicio, su sistema será exactamente la imagen publicada.
layers-differs = Su sistema difiere de la imagen publicada en { $what }.
layers-differs-later = Después del reinicio, su sistema diferirá de la imagen publicada en { $what }.
layers-packages = { $count ->
    [one] 1 paquete
   *[other] { $count } paquetes
}
layers-replacements = { $count ->
    [one] 1 sustitución
   *[other] { $count } sustituciones
}
layers-removals = { $count ->
    [one] 1 eliminación
   *[other] { $count } eliminaciones
}
layers-locked = El administrador de este sistema ha desactivado los cambios de paquetes. Lo que hay se puede consultar.
layers-unread = No se ha podido leer en qué difiere el sistema de la imagen publicada.
layers-why = _Por qué importa esto
layers-why-body = La imagen publicada es lo que sus autores han probado y lo que usan los demás. Cada paquete que añade, sustituye o quita crea un sistema que nadie más tiene: las actualizaciones tardan más y pueden fallar por ello. Las aplicaciones de Flathub y las herramientas en un contenedor dejan la imagen como está.
layers-menu = Más sobre los paquetes
layers-menu-replace = Sustituir desde un _archivo…
layers-menu-repositories = _Repositorios
layers-menu-reset = Restablecer la imagen _publicada…
layers-add = _Añadir paquetes…
layers-group-added = Añadidos
layers-group-local = Añadidos desde archivos
layers-group-replaced = Sustituidos
layers-group-removed = Quitados de la imagen
layers-group-inactive = Pedidos pero sin efecto
layers-group-inactive-body = Se pidieron. Volverán a tener efecto cuando la imagen ya no haga lo mismo.
layers-from = de { $repository }
layers-from-file = desde un archivo
layers-inactive-added = ya está en la imagen
layers-inactive-removed = no está en la imagen
layers-inactive-replaced = no está en la imagen, o es igual allí
layers-remove = Quitar
layers-remove-named = Quitar { $name }
layers-reset = Restablecer
layers-reset-named = Restablecer { $name }
layers-keep = Conservar
layers-keep-named = Conservar { $name }
layers-forget = Olvidar
layers-forget-all = _Olvidar
layers-forget-named = Olvidar { $name }
layers-coming = Aún sin aplicar
layers-waiting = { $count ->
    [one] 1 cambio
   *[other] { $count } cambios
}
layers-review = _Revisar y aplicar…
wish-add = Se añadirá
wish-add-file = Se añadirá desde un archivo
wish-remove = Se quitará
wish-take-out = Se quitará de la imagen
wish-replace-file = Sustituirá un paquete de la imagen
wish-reset = Quedará como se publicó
base-change = Cambiar { $name }…
base-body = La versión { $version } es parte de la imagen. Quitarla hace que su sistema difiera del que usan los demás.
base-take-out = Quitar de la imagen
base-leave = Dejar como se publicó
found-in-base = En la imagen
found-layered = Ya añadido
found-inactive = Pedido, ya está en la imagen
add-title = Añadir paquetes
add-search = Buscar en los repositorios
add-search-button = Buscar
add-file = Desde un archivo…
add-start = Buscar paquetes
add-start-body = Por su nombre o por lo que son. Lo que marque se conserva de una búsqueda a otra.
add-nothing = No se ha encontrado nada
add-nothing-body = Ningún paquete de los repositorios coincide. Pruebe con otra palabra.
add-list = Paquetes encontrados
add-unchoose = No añadir { $name }
add-none = Añadir
add-button = { $count ->
    [one] Añadir 1 paquete
   *[other] Añadir { $count } paquetes
}
files-title = Elegir archivos de paquetes
files-accept = Elegir
files-filter = Paquetes RPM
review-title = Revisar los cambios
review-apply = Aplicar
review-working = Probando los cambios
review-working-body = Aún no se cambia nada.
review-note = Con estos cambios se crea una versión nueva de su sistema, que se inicia en el próximo reinicio. La actual queda como camino de vuelta.
review-asked = Lo que ha pedido
hold-ends = El sistema se queda ahora en { $version }, y este cambio lo termina: la próxima actualización vuelve a seguir el canal. Para quedarse, vuelva después a esa versión.
review-files = Archivos de paquetes
review-signed = firmado con la clave { $key }
review-unsigned = sin firmar
review-changes = Qué cambiaría
review-none = No cambia ningún paquete.
review-unknown = No se sabe de antemano qué paquetes cambian.
conflict-title = { $count ->
    [one] Un paquete lo impide
   *[other] { $count } paquetes lo impiden
}
conflict-body = { $count ->
    [one] Los cambios no encajan con lo que hay. No se ha cambiado nada. Puede continuar sin este paquete.
   *[other] Los cambios no encajan con lo que hay. No se ha cambiado nada. Puede continuar sin estos paquetes.
}
conflict-body-all = Los cambios no encajan con lo que hay. No se ha cambiado nada.
conflict-list = Paquetes que lo impiden
conflict-without = { $count ->
    [one] Continuar sin él
   *[other] Continuar sin ellos
}
ask-reset-title = ¿Restablecer la imagen publicada?
ask-reset-body = Esto revierte todo lo que difiere: { $packages }. Tiene efecto en el próximo reinicio; la versión actual queda como camino de vuelta.
ask-reset-button = Restablecer
repositories-title = Repositorios
repositories-body = Los paquetes se añaden y se sustituyen desde los que están en uso.
repositories-enabled = En uso
repositories-disabled = Sin usar
repositories-none = No hay repositorios
repositories-failed = No se han podido leer los repositorios
arguments-title = Argumentos del núcleo
arguments-open = Cambiar…
arguments-body = Estas palabras se dan al núcleo cuando el sistema se inicia. Los cambios se aplican juntos y cuentan a partir del próximo reinicio.
arguments-grave = Estos cambios pueden impedir que el equipo arranque. La versión actual queda como camino de vuelta, en el menú de arranque.
arguments-risk = Un valor equivocado puede impedir que el equipo arranque.
arguments-danger-root = Dice dónde están los archivos del sistema y cómo se montan.
arguments-danger-first = Dice qué se inicia primero.
arguments-danger-disks = Dice cómo se encuentran y desbloquean los discos.
arguments-danger-target = Dice hasta dónde arranca el sistema.
arguments-danger-guard = Dice qué puede ejecutarse.
arguments-danger-hardware = Dice qué hardware se usa y cómo.
arguments-add = _Añadir argumento…
arguments-reset = _Olvidar los cambios
arguments-apply = Aplicar…
arguments-preview = La línea con estos cambios
arguments-line-too-long = Todo junto es más largo de lo que lee un núcleo. Quite algo.
ask-arguments-title = ¿Cambiar los argumentos del núcleo?
ask-arguments-body = { $count ->
    [one] Se aplica un cambio. Cuenta a partir del próximo reinicio; la versión actual queda como camino de vuelta.
   *[other] Se aplican { $count } cambios. Cuentan a partir del próximo reinicio; la versión actual queda como camino de vuelta.
}
ask-arguments-grave = Esto puede impedir que el equipo arranque. Si ocurre, elija la versión actual en el menú de arranque.
arguments-add-title = Añadir argumento
arguments-edit-title = Editar argumento
arguments-entry = Argumento
arguments-add-button = Añadir
arguments-change = Cambiar
arguments-hint = Una clave, o una clave y un valor: quiet, o console=ttyS0. Los espacios van entre comillas.
arguments-is-new = Se añadirá
arguments-is-gone = Se quitará
arguments-was = Era { $before }
arguments-edit = Editar { $name }
arguments-delete = Quitar { $name }
arguments-restore = Deshacer el cambio de { $name }
arguments-empty = No se ha introducido nada.
arguments-too-long = Es más largo de lo que lee un núcleo.
arguments-words = Un argumento es una sola palabra. Los espacios van entre comillas.
arguments-quote-it = Un argumento es una sola palabra. Con espacios se escribe { $argument }.
arguments-twice = La línea ya tiene el mismo argumento.
arguments-also = La línea también tiene { $other }. De la mayoría de las claves solo cuenta el último valor.
arguments-quote = Faltan unas comillas de cierre.
arguments-key = Un argumento empieza por su clave.
arguments-fixed = Indica qué versión se inicia y no se puede editar

system-group = Más allá de los paquetes
etc-title = Ajustes cambiados
etc-row-body = Archivos de /etc que difieren de la imagen publicada, para administradores
etc-asking = Leyendo los ajustes
etc-asking-body = Los ajustes pueden contener contraseñas y claves, por lo que se pide la contraseña de un administrador.
etc-none = Ningún ajuste difiere
etc-none-body = Todos los archivos de /etc están como se publicaron.
etc-refused = Solo los administradores pueden ver esto
etc-refused-body = Los ajustes pueden contener contraseñas y claves. Inténtelo de nuevo con la contraseña de un administrador, o pida ayuda a uno.
etc-failed = No se pudieron leer los ajustes
etc-same = Ya nada difiere
etc-same-body = Este archivo está como se publicó.
etc-search = Buscar archivos
etc-list = Archivos que difieren
etc-no-match = Ningún archivo tiene eso en su ruta
etc-file-asking = Comparando el archivo
etc-copy = Copiar las diferencias
etc-difference = Qué difiere
etc-added = { $count ->
    [one] 1 línea añadida
   *[other] { $count } líneas añadidas
}
etc-removed = { $count ->
    [one] 1 línea quitada
   *[other] { $count } líneas quitadas
}
etc-mode = permisos { $old } → { $new }
etc-owner = propietario { $old } → { $new }
etc-secret = No todos pueden leer este archivo
etc-secret-body = Puede contener contraseñas o claves. Muéstrelo solo donde nadie más mire.
etc-secret-show = Mostrar de todos modos
etc-binary = No contiene texto
etc-binary-body = Difiere del archivo publicado, pero no se puede mostrar por líneas.
etc-large = Es demasiado grande
etc-large-body = Difiere del archivo publicado, pero es demasiado grande para mostrarlo por líneas.
etc-access = Su contenido está como se publicó
etc-access-body = Solo difieren sus permisos o su propietario.
etc-unknown = No se puede mostrar
etc-unknown-body = Difiere del archivo publicado de una forma que esta versión de Waymark no conoce.

## Advisories
advisories-security = Seguridad
advisories-other = Correcciones y novedades
advisories-critical = { $count ->
    [one] { $count } crítico
   *[other] { $count } críticos
}
advisories-important = { $count ->
    [one] { $count } importante
   *[other] { $count } importantes
}
advisories-moderate = { $count ->
    [one] { $count } moderado
   *[other] { $count } moderados
}
advisories-low = { $count ->
    [one] { $count } bajo
   *[other] { $count } bajos
}
advisories-unrated = { $count } sin grado
advisories-more = Mostrar todo
advisories-failed = No se han podido leer los avisos
advisory-security = Seguridad
advisory-bugfix = Correcciones
advisory-enhancement = Novedades
advisory-other = Aviso
advisory-graded = { $kind }, { $severity }
advisory-more = { $names } y { $count } más
advisory-packages = Paquetes
advisory-links = Para leer
advisory-no-links = Su editor no da enlaces.
advisory-open = Abrir en el navegador
severity-critical = Crítico
severity-important = Importante
severity-moderate = Moderado
severity-low = Bajo

## Streams
menu-streams = _Seguir otro canal…
stream-upgrade = Pasar a { $stream }…
stream-follow-other = Seguir otro canal…
stream-missing = El servidor ya no tiene el canal que sigue este sistema. De él no vendrá ninguna actualización.
stream-older = El servidor ofrece algo más antiguo que lo que está en uso. No hay nada que hacer; se ofrecerán versiones más recientes cuando las haya.
stream-fixed = Este sistema sigue una versión por su contenido, así que nunca llegará una actualización.
stream-followed = Se sigue ahora
stream-newer = El siguiente
stream-entry-wrong = Escriba la referencia de una imagen o el nombre de un canal, sin espacios.
banner-held = Retenido en { $version }
banner-follow-button = Seguir las actualizaciones
banner-end-of-life = El canal que sigue este sistema ha llegado a su fin
banner-end-of-life-says = El canal que sigue este sistema termina: { $text }
banner-newer = { $stream } está disponible
rebase-choose-title = Seguir otro canal
rebase-choose-body = Un canal es de donde vienen las actualizaciones. Lo que elija se examina primero; nada cambia hasta que usted lo diga.
rebase-listing = Preguntando qué hay
rebase-list = Canales
rebase-none = El servidor no indica otros canales.
rebase-entry = Canal o referencia de imagen
rebase-look = Ver qué cambia
rebase-looking = Examinando { $stream }
rebase-looking-body = Examinar no cambia nada.
rebase-title = Pasar a { $stream }
rebase-changes = Qué cambia
rebase-changes-none = No cambia ningún paquete
rebase-changes-unknown = Qué paquetes cambian se sabrá después de la descarga.
rebase-way-back = { $version } queda en este equipo como camino de vuelta.
rebase-note = Si continúa, se descarga y se prepara. Nada cambia hasta el reinicio, y antes se puede descartar.
rebase-blocked = { $count ->
    [one] 1 capa lo impide
   *[other] { $count } capas lo impiden
}
rebase-blocked-body = Estos paquetes no van con { $stream }. Quítelos en la página «Paquetes» e inténtelo de nuevo.
rebase-blocked-list = Capas que lo impiden
rebase-go = Actualizar
rebase-follow = Seguir este canal
rebase-back = Atrás
toast-rebased = Desde el próximo reinicio se sigue { $stream }
job-rebase = Pasando a otro canal
job-list-streams = Preguntando qué se podría seguir
failed-rebase = No se ha podido cambiar el canal
failed-list-streams = No se han podido listar los canales

## What a job says
log-show = Mostrar registro
log-title = Registro
log-text = Lo que dice el sistema
log-empty = Aún no se ha dicho nada.
log-none = No se ha dicho nada.
log-gone = Lo que se dijo ya no se conserva.
log-refused = Solo quien lo inició puede leer lo que dice.
