//! A program asks for the C library of the base, or of the target, that it was built for.

use dockerfile_core::{
    Alpine, BaseImage, Debian, DistrolessBase, DistrolessCc, DistrolessStatic, Posix, Shellless,
    Stage, Wolfi, alpine, cargo, debian, fedora, go, image, scratch, triple,
};

fn rust<F: dockerfile_core::Family>(family: F) -> BaseImage<F::Itself> {
    image("rust:1.95").family(family)
}

fn main() {
    let web = cargo("web");
    let static_web = cargo("web").target(triple::X86_64_MUSL);
    let on_debian = Stage::named("debian", rust(Debian)).recipe(&web);
    let on_alpine = Stage::named("alpine", rust(Alpine)).recipe(&web);
    let on_wolfi = Stage::named("wolfi", rust(Wolfi)).recipe(&web);
    let on_unknown = Stage::named("unknown", rust(Posix)).recipe(&web);

    let _ = Stage::from(fedora("42")).source(web.artifacts(&on_debian));
    let _ = Stage::from(image("cc:1").family(DistrolessCc)).source(web.artifacts(&on_wolfi));
    let _ = Stage::from(image("any:1").family(Shellless)).source(web.artifacts(&on_debian));
    let _ = Stage::from(scratch()).source(web.artifacts(&on_alpine));
    let _ = Stage::from(scratch()).source(static_web.artifacts(&on_debian));
    let _ = Stage::from(scratch()).source(web.artifacts(&on_unknown));
    let _ = Stage::from(scratch()).source(web.artifacts(image("registry.corp/web:1")));
    let _ = Stage::from(alpine("3.22")).source(web.artifacts(&on_debian).starts_anyway("gcompat"));

    let _ = Stage::from(alpine("3.22")).source(web.artifacts(&on_debian)); //~ refused
    let _ = Stage::from(scratch()).source(vec![web.artifacts(&on_debian)]); //~ refused
    let _ = Stage::from(image("s:1").family(DistrolessStatic)).source(Some(web.artifacts(&on_wolfi))); //~ refused
    let _ = Stage::from(image("b:1").family(DistrolessBase)).source(web.artifacts(&on_debian)); //~ refused
    let gnu = cargo("web").target(triple::AARCH64_GNU);
    let _ = Stage::from(alpine("3.22")).source(gnu.artifacts(&on_alpine)); //~ refused
    let _ = Stage::from(scratch()).source(web.cross().artifacts(&on_alpine)); //~ refused
    let svc = go("svc").cgo();
    let _ = Stage::from(debian("12")).source(svc.artifacts(&on_debian));
    let _ = Stage::from(scratch()).source(svc.artifacts(&on_debian)); //~ refused
    let _ = Stage::from(debian("12")).source(svc.artifacts(&on_alpine)); //~ refused
}
