//! Signposts for functions: names of official images and of package managers that somebody may
//! look for, and that are called otherwise here.

/// The answer to a function that is called like an official image.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "this image has no function of its own",
    label = "an image is named as a whole, with what it descends from",
    note = "`image(\"node:22-bookworm-slim\").family(Debian)`, `image(\"nginx:1.29-alpine\").family(Alpine)`; of distroless's there are `DistrolessStatic`, `DistrolessBase` and `DistrolessCc`; one with no more than a shell is `Posix`, one without `Shellless`"
)]
pub trait OfficialBase {
    type Base;
}

#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "apt-get is `apt` here",
    label = "a list of packages, and no command",
    note = "`apt([\"curl\"])`: the index, the flags and the clean-up go with it"
)]
pub trait AptGet {
    type Step;
}

#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "yum is `dnf` here",
    label = "a list of packages, and no command",
    note = "`dnf([\"curl\"])`, on minimal images of Red Hat `microdnf([\"curl\"])`"
)]
pub trait Yum {
    type Step;
}

#[doc(hidden)]
pub fn busybox<T: OfficialBase<Base = R>, R>(_: T) -> R {
    unreachable!("nothing is such a thing")
}

#[doc(hidden)]
pub fn centos<T: OfficialBase<Base = R>, R>(_: T) -> R {
    unreachable!("nothing is such a thing")
}

#[doc(hidden)]
pub fn distroless<T: OfficialBase<Base = R>, R>(_: T) -> R {
    unreachable!("nothing is such a thing")
}

#[doc(hidden)]
pub fn golang<T: OfficialBase<Base = R>, R>(_: T) -> R {
    unreachable!("nothing is such a thing")
}

#[doc(hidden)]
pub fn nginx<T: OfficialBase<Base = R>, R>(_: T) -> R {
    unreachable!("nothing is such a thing")
}

#[doc(hidden)]
pub fn node<T: OfficialBase<Base = R>, R>(_: T) -> R {
    unreachable!("nothing is such a thing")
}

#[doc(hidden)]
pub fn openjdk<T: OfficialBase<Base = R>, R>(_: T) -> R {
    unreachable!("nothing is such a thing")
}

#[doc(hidden)]
pub fn php<T: OfficialBase<Base = R>, R>(_: T) -> R {
    unreachable!("nothing is such a thing")
}

#[doc(hidden)]
pub fn postgres<T: OfficialBase<Base = R>, R>(_: T) -> R {
    unreachable!("nothing is such a thing")
}

#[doc(hidden)]
pub fn python<T: OfficialBase<Base = R>, R>(_: T) -> R {
    unreachable!("nothing is such a thing")
}

#[doc(hidden)]
pub fn redis<T: OfficialBase<Base = R>, R>(_: T) -> R {
    unreachable!("nothing is such a thing")
}

#[doc(hidden)]
pub fn rockylinux<T: OfficialBase<Base = R>, R>(_: T) -> R {
    unreachable!("nothing is such a thing")
}

#[doc(hidden)]
pub fn ruby<T: OfficialBase<Base = R>, R>(_: T) -> R {
    unreachable!("nothing is such a thing")
}

#[doc(hidden)]
pub fn rust<T: OfficialBase<Base = R>, R>(_: T) -> R {
    unreachable!("nothing is such a thing")
}

#[doc(hidden)]
pub fn apt_get<T: AptGet<Step = R>, R>(_: T) -> R {
    unreachable!("nothing is such a thing")
}

#[doc(hidden)]
pub fn yum<T: Yum<Step = R>, R>(_: T) -> R {
    unreachable!("nothing is such a thing")
}
