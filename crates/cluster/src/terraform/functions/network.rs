//! Functions of IPv4 ranges.

use std::net::Ipv4Addr;

use super::{Args, Outcome};
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

/// The address and the length of a prefix.
fn range(text: &str) -> Option<(u32, u32)> {
    let (address, length) = text.split_once('/')?;
    let length: u32 = length.parse().ok().filter(|length| *length <= 32)?;
    let address: Ipv4Addr = address.parse().ok()?;
    Some((u32::from(address) & mask(length), length))
}

fn mask(length: u32) -> u32 {
    u32::MAX.checked_shl(32 - length).unwrap_or(0)
}

fn of(args: &Args<'_>) -> Result<(u32, u32), crate::terraform::fault::Fault> {
    range(&args.text(0)?).ok_or_else(|| args.wrong("an IPv4 range such as 10.0.0.0/16"))
}

/// The `number`th range that is `bits` longer, within a range.
fn within(address: u32, length: u32, number: u32) -> Option<Value> {
    let base = number.checked_shl(32 - length).filter(|_| length > 0)?;
    Some(Value::text(format!("{}/{length}", Ipv4Addr::from(address | base))))
}

fn subnet(args: &Args<'_>) -> Outcome {
    let (address, length) = of(args)?;
    let bits = u32::try_from(args.index(1)?).ok().filter(|bits| length + bits <= 32);
    let number = u32::try_from(args.index(2)?).ok();
    let made = bits.zip(number).and_then(|(bits, number)| {
        let fits = u64::from(number) < 1_u64 << bits;
        within(address, length + bits, number).filter(|_| fits)
    });
    made.ok_or_else(|| args.wrong("bits and a number that fit into the range"))
}

fn subnets(args: &Args<'_>) -> Outcome {
    let (address, length) = of(args)?;
    let end = u64::from(address) + (1_u64 << (32 - length));
    let mut next = u64::from(address);
    let mut made = Vec::new();
    for index in 1..args.values.len() {
        let bits = u32::try_from(args.index(index)?).ok().filter(|bits| length + bits <= 32);
        let bits = bits.ok_or_else(|| args.wrong("bits that fit into the range"))?;
        let size = 1_u64 << (32 - length - bits);
        let start = next.next_multiple_of(size);
        next = start + size;
        let start = u32::try_from(start).ok().filter(|_| next <= end);
        let start = start.ok_or_else(|| args.wrong("fewer or smaller ranges"))?;
        made.push(Value::text(format!("{}/{}", Ipv4Addr::from(start), length + bits)));
    }
    Ok(Value::list(made))
}

fn host(args: &Args<'_>) -> Outcome {
    let (address, length) = of(args)?;
    let size = 1_i64 << (32 - length);
    let number = args.index(1)?;
    let number = if number < 0 { size + number } else { number };
    let number = u32::try_from(number).ok().filter(|number| i64::from(*number) < size);
    let number = number.ok_or_else(|| args.wrong("a number within the range"))?;
    Ok(Value::text(Ipv4Addr::from(address | number).to_string()))
}

fn netmask(args: &Args<'_>) -> Outcome {
    let (_, length) = of(args)?;
    Ok(Value::text(Ipv4Addr::from(mask(length)).to_string()))
}
