use super::*;

#[test]
fn the_locked_version_is_the_one_of_that_very_name() {
    let lock = "\
version = 4

[[package]]
name = \"wasm-bindgen-macro\"
version = \"0.2.1\"

[[package]]
name = \"wasm-bindgen\"
version = \"0.2.130\"
dependencies = [\"wasm-bindgen-macro\"]
";
    assert_eq!(locked(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
    assert_eq!(locked(lock, "wasm-bind"), None);
    assert_eq!(locked("no lock file [", "wasm-bindgen"), None);
}

#[test]
fn trunk_is_pinned_to_one_version() {
    assert_eq!(trunk_in("trunk-version = \"=0.21.14\"").as_deref(), Some("0.21.14"));
    assert_eq!(trunk_in("trunk-version = \"^0.21\""), None);
}

#[test]
fn npm_installs_the_binaryen_that_trunk_asks_for() {
    let package: serde_json::Value = serde_json::from_str(&read("package.json").unwrap()).unwrap();
    let installed = package["devDependencies"]["binaryen"].as_str().unwrap();
    assert_eq!(installed, format!("{}.0.0", binaryen().unwrap()));
}

#[test]
fn the_npm_lock_names_no_registry() {
    assert!(!read("package-lock.json").unwrap().contains("\"resolved\""));
}

#[test]
fn python_packages_are_pinned_to_one_version() {
    let requirements = "# botocore==0\nbotocore-stubs==1.0\nbotocore==1.44.8\n";
    assert_eq!(required(requirements, "botocore").as_deref(), Some("1.44.8"));
    assert_eq!(required(requirements, "boto"), None);
    let of_project = read(REQUIREMENTS).unwrap();
    let packages = of_project.lines().filter(|line| !line.starts_with('#'));
    for line in packages {
        assert!(line.split_once("==").is_some_and(|(_, it)| !it.is_empty()), "{line}");
    }
    assert!(botocore().is_ok());
}
