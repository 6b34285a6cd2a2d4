//! Lowering of ports that a program listens on.

use crate::declare::steps::ports::GivenPorts;
use crate::lower::stage::StageLowering;
use crate::program::fault::Wrong;
use crate::program::instruction;
use crate::value::Port;

impl GivenPorts {
    pub(in crate::lower) fn lower(
        &self,
        stage: &mut StageLowering,
    ) -> Option<instruction::PortRange> {
        let Self { first, last, protocol, at } = *self;
        let port = |number: u16, stage: &mut StageLowering| {
            stage.checked(Port::parse(number), at, &number)
        };
        let (first, last) = (port(first, stage)?, port(last, stage)?);
        if first > last {
            let (first, last) = (first.get(), last.get());
            stage.complain(Wrong::EmptyRange { first, last }, at);
            return None;
        }
        Some(instruction::PortRange { first, last, protocol })
    }
}
