//! A system to test on: a remote with versions, a sysroot that follows it, and
//! the means to "boot" what is next.

mod forge;
mod server;
mod tree;

use std::{
    env, fs,
    future::Future,
    path::{Path, PathBuf},
    process::Command,
    sync::{Arc, Mutex},
    thread,
};

use anyhow::{Context, Result, ensure};
use ostree::{
    gio::{self, prelude::*},
    glib,
};
use tempfile::TempDir;
use waymark_model::{Deployment, Ref};
use waymark_sysroot::{Control, Event, Snapshot, Sysroot};

pub(crate) use self::{forge::Forge, server::Server, tree::Tree};

const INSIDE: &str = "WAYMARK_TEST_INSIDE";
pub(crate) const BRANCH: &str = "sample/x86_64/stable";
pub(crate) const REMOTE: &str = "sample";
pub(crate) const STATEROOT: &str = "sample";

/// Runs a test on a system of its own, in namespaces of its own: there `/sysroot`
/// is that system's, and libostree finds it booted.
pub(crate) fn on_a_system<F: Future<Output = Result<()>>>(test: impl FnOnce(System) -> F) {
    on_a_disk(None, test);
}

/// The same with a disk of so many megabytes.
pub(crate) fn on_a_small_system<F: Future<Output = Result<()>>>(
    megabytes: u32,
    test: impl FnOnce(System) -> F,
) {
    on_a_disk(Some(megabytes), test);
}

fn on_a_disk<F: Future<Output = Result<()>>>(
    megabytes: Option<u32>,
    test: impl FnOnce(System) -> F,
) {
    if env::var_os(INSIDE).is_none() {
        return enter();
    }
    let system = System::new(megabytes).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(test(system)).unwrap();
}

/// Runs the same test again, inside.
fn enter() {
    let name = thread::current().name().unwrap().to_owned();
    let output = Command::new("unshare")
        .args([
            "--mount",
            "--pid",
            "--fork",
            "--mount-proc",
            "--propagation",
            "private",
        ])
        .arg(env::current_exe().unwrap())
        .args(["--exact", &name, "--nocapture", "--test-threads=1"])
        .env(INSIDE, "1")
        // Else chattr +i keeps the temporary folder from being removed.
        .env("OSTREE_SYSROOT_DEBUG", "mutable-deployments")
        // The disk of the machine that tests has others' writing to do.
        .env("OSTREE_SYSROOT_OPTS", "skip-sync")
        .output()
        .unwrap();
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(
        output.status.success(),
        "{}{}",
        said(&output.stdout),
        said(&output.stderr)
    );
}

/// A remote, a sysroot, and what drives it.
pub(crate) struct System {
    dir: TempDir,
    pub(crate) server: Server,
    pub(crate) waymark: Sysroot,
    signer: Option<String>,
}

impl System {
    fn new(megabytes: Option<u32>) -> Result<Self> {
        run("mount", &["-t", "tmpfs", "tmpfs", "/run"])?;
        let dir = TempDir::new_in("/run")?;
        let repo = dir.path().join("repo");
        ostree(&["init", "--mode=archive"], &repo)?;
        let server = Server::start(repo)?;
        let system = Self {
            waymark: Sysroot::new(None)?,
            server,
            signer: None,
            dir,
        };
        system.mount(megabytes)?;
        Ok(system)
    }

    fn mount(&self, megabytes: Option<u32>) -> Result<()> {
        let root = self.dir.path().join("root");
        fs::create_dir(&root)?;
        if let Some(megabytes) = megabytes {
            let size = format!("size={megabytes}m");
            run("mount", &["-t", "tmpfs", "-o", &size, "tmpfs", text(&root)])?;
        }
        run("ostree", &["admin", "init-fs", "--modern", text(&root)])?;
        run(
            "ostree",
            &["admin", "os-init", &sysroot_is(&root), STATEROOT],
        )?;
        for (from, to) in [("", "/sysroot"), ("ostree", "/ostree"), ("boot", "/boot")] {
            fs::create_dir_all(to)?;
            run("mount", &["--bind", text(&root.join(from)), to])?;
        }
        let repo = Path::new("/ostree/repo");
        ostree(&["config", "set", "sysroot.bootloader", "none"], repo)?;
        ostree(&["config", "set", "core.min-free-space-size", "1MB"], repo)?;
        // `remote add` would write below the /etc that all tests share.
        for (key, value) in [
            ("url", self.server.url().as_str()),
            ("gpg-verify", "false"),
            ("branches", BRANCH),
        ] {
            let key = format!("remote \"{REMOTE}\".{key}");
            ostree(&["config", "set", &key, value], repo)?;
        }
        // No systemd runs here that could be told of a staged deployment.
        let bin = self.dir.path().join("bin");
        fs::create_dir(&bin)?;
        std::os::unix::fs::symlink("/bin/true", bin.join("systemctl"))?;
        let path = env::join_paths([bin, "/usr/bin".into(), "/usr/sbin".into()])?;
        // SAFETY: no other thread of this process reads the environment yet.
        #[allow(
            unsafe_code,
            reason = "libostree looks for systemctl on this process's PATH"
        )]
        unsafe {
            env::set_var("PATH", path);
        }
        Ok(())
    }

    /// A folder that lives as long as the system.
    pub(crate) fn scratch(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// The remote's repository.
    pub(crate) fn remote_repo(&self) -> PathBuf {
        self.dir.path().join("repo")
    }

    /// Publishes a version and returns its checksum.
    pub(crate) fn publish(&self, version: &str, tree: &Tree) -> Result<String> {
        self.publish_signed_by(version, tree, self.signer.as_deref())
    }

    /// The same, signed by that key of [`System::make_key`] or by none.
    pub(crate) fn publish_signed_by(
        &self,
        version: &str,
        tree: &Tree,
        key: Option<&str>,
    ) -> Result<String> {
        let folder = self.scratch("tree");
        let _ = fs::remove_dir_all(&folder);
        tree.write(&folder)?;
        self.publish_folder(version, &folder, tree, key)
    }

    /// Publishes what is in a folder.
    pub(crate) fn publish_folder(
        &self,
        version: &str,
        folder: &Path,
        tree: &Tree,
        key: Option<&str>,
    ) -> Result<String> {
        let mut arguments = vec![
            "commit".to_owned(),
            format!("--branch={BRANCH}"),
            format!("--tree=dir={}", folder.display()),
            format!("--add-metadata-string=version={version}"),
            format!("--timestamp=@{}", tree.timestamp),
            format!("--bind-ref={BRANCH}"),
            "--bootable".to_owned(),
            "--generate-sizes".to_owned(),
            "--no-xattrs".to_owned(),
        ];
        if let Some(key) = key {
            arguments.push(format!("--gpg-sign={key}"));
            arguments.push(format!("--gpg-homedir={}", self.keys().display()));
        }
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        ostree(&arguments, &self.remote_repo())
    }

    fn keys(&self) -> PathBuf {
        self.scratch("gpg")
    }

    /// Makes a key and returns its fingerprint.
    pub(crate) fn make_key(&self, name: &str) -> Result<String> {
        use std::os::unix::fs::PermissionsExt;
        let home = self.keys();
        fs::create_dir_all(&home)?;
        fs::set_permissions(&home, fs::Permissions::from_mode(0o700))?;
        let gpg = |arguments: &[&str]| {
            let common = ["--homedir", text(&home), "--batch", "--passphrase", ""];
            run("gpg", &[&common, arguments].concat())
        };
        gpg(&["--quick-gen-key", name, "ed25519", "sign", "never"])?;
        let listed = gpg(&["--with-colons", "--list-keys", name])?;
        let line = listed.lines().find(|line| line.starts_with("fpr:"));
        let print = line.and_then(|line| line.split(':').nth(9));
        Ok(print.context("gpg lists no fingerprint")?.to_owned())
    }

    /// From here on versions are signed by a new key, which the system trusts alone.
    pub(crate) fn require_signatures(&mut self) -> Result<String> {
        let key = self.make_key("publisher@example.invalid")?;
        let home = self.keys();
        let file = self.scratch("publisher.gpg");
        let file = text(&file);
        run(
            "gpg",
            &[
                "--homedir",
                text(&home),
                "--batch",
                "--output",
                file,
                "--export",
                &key,
            ],
        )?;
        let repo = Path::new("/ostree/repo");
        ostree(&["remote", "gpg-import", "-k", file, REMOTE], repo)?;
        ostree(
            &[
                "config",
                "set",
                &format!("remote \"{REMOTE}\".gpg-verify"),
                "true",
            ],
            repo,
        )?;
        self.signer = Some(key.clone());
        Ok(key)
    }

    /// Fetches and deploys what the remote has now, as an installer does.
    pub(crate) fn install(&self) -> Result<String> {
        self.install_into(STATEROOT)
    }

    /// The same into another stateroot.
    pub(crate) fn install_into(&self, stateroot: &str) -> Result<String> {
        let refspec = format!("{REMOTE}:{BRANCH}");
        ostree(&["pull", REMOTE, BRANCH], Path::new("/ostree/repo"))?;
        let os = format!("--os={stateroot}");
        // Without --retain the deployments before it would go.
        run(
            "ostree",
            &["admin", "deploy", "--retain", &os, "--karg=quiet", &refspec],
        )?;
        Ok(read()?[0].1.clone())
    }

    /// What a restart does: finalizes what is staged and runs what is next.
    pub(crate) fn restart(&self) -> Result<()> {
        if Path::new("/run/ostree/staged-deployment").exists() {
            run("ostree", &["admin", "finalize-staged"])?;
        }
        let sysroot = loaded()?;
        let next = sysroot.deployments().into_iter().next();
        let next = next.context("nothing can be booted")?;
        let folder = sysroot
            .deployment_directory(&next)
            .path()
            .context("no path")?;
        let stat = rustix::fs::stat(&folder)?;
        let marker = glib::VariantDict::new(None);
        marker.insert("backing-root-device-inode", (stat.st_dev, stat.st_ino));
        fs::write("/run/ostree-booted", marker.end().data_as_bytes())?;
        Ok(())
    }

    /// Publishes versions `1`, `2`, … each with a package and files of its own,
    /// installs all of them, and runs the last.
    pub(crate) fn with_versions(&self, count: u64) -> Result<Vec<String>> {
        (1..=count)
            .map(|number| {
                let checksum = self.publish(&number.to_string(), &Tree::version(number))?;
                self.install()?;
                self.restart()?;
                Ok(checksum)
            })
            .collect()
    }

    pub(crate) async fn read(&self) -> Result<Snapshot> {
        Ok(self.waymark.read().await?)
    }

    /// Ids in boot order.
    pub(crate) async fn ids(&self) -> Result<Vec<String>> {
        let deployments = self.read().await?.deployments;
        Ok(deployments.into_iter().map(|one| one.id).collect())
    }

    pub(crate) async fn deployments(&self) -> Result<Vec<Deployment>> {
        Ok(self.read().await?.deployments)
    }
}

/// A line to an operation that keeps what it said.
pub(crate) fn listening() -> (Control, Arc<Mutex<Vec<Event>>>) {
    let said = Arc::new(Mutex::new(Vec::new()));
    let control = Control::new({
        let said = Arc::clone(&said);
        move |event| said.lock().unwrap().push(event)
    });
    (control, said)
}

/// A line to an operation that nobody listens to.
pub(crate) fn control() -> Control {
    Control::new(drop)
}

pub(crate) fn version(checksum: &str) -> Ref {
    Ref::Version(checksum.to_owned())
}

pub(crate) fn deployment(id: &str) -> Ref {
    Ref::Deployment(id.to_owned())
}

/// Stateroot and checksum of the boot list, asked of libostree itself.
pub(crate) fn read() -> Result<Vec<(String, String)>> {
    let deployments = loaded()?.deployments();
    Ok(deployments
        .iter()
        .map(|one| (one.osname().into(), one.csum().into()))
        .collect())
}

fn loaded() -> Result<ostree::Sysroot> {
    let sysroot = ostree::Sysroot::new_default();
    sysroot.load(gio::Cancellable::NONE)?;
    Ok(sysroot)
}

/// Where the followed ref stands.
pub(crate) fn followed() -> Result<String> {
    let refspec = format!("{REMOTE}:{BRANCH}");
    ostree(&["rev-parse", &refspec], Path::new("/ostree/repo"))
}

/// Runs `ostree COMMAND` on a repository and returns what it printed.
pub(crate) fn ostree(arguments: &[&str], repo: &Path) -> Result<String> {
    fs::create_dir_all(repo)?;
    let repo = format!("--repo={}", repo.display());
    run("ostree", &[&[repo.as_str()], arguments].concat())
}

/// Runs a program and returns what it printed.
pub(crate) fn run(program: &str, arguments: &[&str]) -> Result<String> {
    let output = Command::new(program).args(arguments).output()?;
    ensure!(
        output.status.success(),
        "{program} {arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

fn sysroot_is(root: &Path) -> String {
    format!("--sysroot={}", root.display())
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}
