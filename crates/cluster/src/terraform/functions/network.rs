//! Functions of IP ranges, of both families.
//!
//! Source: <https://developer.hashicorp.com/terraform/language/functions/cidrsubnet>.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::{Args, Outcome};
use crate::terraform::fault::Fault;
use crate::terraform::value::Value;

/// The outcome of a function of this file.
pub(super) fn apply(name: &str, args: &Args<'_>) -> Option<Outcome> {
    Some(match name {
        "cidrsubnet" => subnet(args),
        "cidrsubnets" => subnets(args),
        "cidrhost" => host(args),
        "cidrnetmask" => netmask(args),
        _ => return None,
    })
}

/// A range: its first address as a number, the length of its prefix, and how many bits an address
/// has.
#[derive(Clone, Copy)]
struct Range {
    first: u128,
    length: u32,
    width: u32,
}

impl Range {
    fn parse(text: &str) -> Option<Self> {
        let (address, length) = text.split_once('/')?;
        let (number, width) = match address.parse().ok()? {
            IpAddr::V4(address) => (u128::from(u32::from(address)), 32),
            IpAddr::V6(address) => (u128::from(address), 128),
        };
        let length: u32 = length.parse().ok().filter(|length| *length <= width)?;
        let range = Self { first: 0, length, width };
        Some(Self { first: number & range.mask(), ..range })
    }

    fn of(args: &Args<'_>) -> Result<Self, Fault> {
        Self::parse(&args.text(0)?).ok_or_else(|| args.wrong("a range such as 10.0.0.0/16"))
    }

    /// How many bits are left for the addresses within.
    const fn left(self) -> u32 {
        self.width - self.length
    }

    /// The bits of the prefix, of those that an address has.
    fn mask(self) -> u128 {
        let all = u128::MAX >> (128 - self.width);
        all & u128::MAX.checked_shl(self.left()).unwrap_or(0)
    }

    /// A number as an address of this family.
    fn address(self, number: u128) -> Option<IpAddr> {
        match self.width {
            32 => Some(IpAddr::V4(Ipv4Addr::from(u32::try_from(number).ok()?))),
            _ => Some(IpAddr::V6(Ipv6Addr::from(number))),
        }
    }

    /// The range of that length that starts at a number.
    fn text(self, first: u128, length: u32) -> Option<Value> {
        Some(Value::text(format!("{}/{length}", self.address(first)?)))
    }

    /// The length of a range within that is as many bits longer as an argument says.
    fn longer(self, args: &Args<'_>, index: usize) -> Result<u32, Fault> {
        let bits = u32::try_from(args.index(index)?).ok();
        let length = bits.and_then(|bits| bits.checked_add(self.length));
        let length = length.filter(|length| *length <= self.width);
        length.ok_or_else(|| args.wrong("bits that fit into the range"))
    }
}

/// Whether a number has no more than so many bits.
fn fits(number: u128, bits: u32) -> bool {
    number.checked_shr(bits).unwrap_or(0) == 0
}

fn subnet(args: &Args<'_>) -> Outcome {
    let range = Range::of(args)?;
    let length = range.longer(args, 1)?;
    let number = u128::try_from(args.index(2)?).ok();
    let number = number.filter(|number| fits(*number, length - range.length));
    let first =
        number.map(|number| range.first | number.checked_shl(range.width - length).unwrap_or(0));
    let made = first.and_then(|first| range.text(first, length));
    made.ok_or_else(|| args.wrong("a number that fits into the bits"))
}

fn subnets(args: &Args<'_>) -> Outcome {
    let range = Range::of(args)?;
    let last = range.first | !range.mask() & (u128::MAX >> (128 - range.width));
    let mut next = Some(range.first);
    let mut made = Vec::new();
    for index in 1..args.values.len() {
        let length = range.longer(args, index)?;
        let below = 1_u128.checked_shl(range.width - length).map_or(u128::MAX, |size| size - 1);
        // The next address at which a range of that size may start, and the last one of it.
        let start = next.and_then(|next| Some(next.checked_add(below)? & !below));
        let end = start.and_then(|start| start.checked_add(below)).filter(|end| *end <= last);
        let made_of = start.zip(end).and_then(|(start, _)| range.text(start, length));
        made.push(made_of.ok_or_else(|| args.wrong("fewer or smaller ranges"))?);
        next = end.and_then(|end| end.checked_add(1));
    }
    Ok(Value::list(made))
}

fn host(args: &Args<'_>) -> Outcome {
    let range = Range::of(args)?;
    let number = args.index(1)?;
    let count = 1_u128.checked_shl(range.left());
    let number = match u128::try_from(number) {
        Ok(number) => Some(number).filter(|number| fits(*number, range.left())),
        // From the end of the range.
        Err(_) => {
            let back = u128::from(number.unsigned_abs());
            count.map_or(Some(u128::MAX - back + 1), |count| count.checked_sub(back))
        }
    };
    let address = number.and_then(|number| range.address(range.first | number));
    let address = address.ok_or_else(|| args.wrong("a number within the range"))?;
    Ok(Value::text(address.to_string()))
}

fn netmask(args: &Args<'_>) -> Outcome {
    let range = Range::of(args)?;
    let mask = Some(range).filter(|range| range.width == 32).and_then(|r| r.address(r.mask()));
    mask.map(|mask| Value::text(mask.to_string())).ok_or_else(|| args.wrong("an IPv4 range"))
}
