//! Flows as text: what was run, and how it came out.

use super::*;

#[test]
fn dump() {
    for lane in [Lane::Oauth, Lane::Oidc, Lane::Irsa] {
        for attack in Attack::ALL {
            for client in ClientKind::ALL {
                for delivery in Delivery::ALL {
                    let mut line = format!("{:6} {:22} {:12} {:14}", lane.id(), attack.id(), client.id(), delivery.id());
                    let mut sets: Vec<Vec<Check>> = vec![vec![]];
                    sets.extend(Check::SWITCHES.iter().map(|c| vec![*c]));
                    for without in sets {
                        let name = without.first().map_or("-", |c| c.id());
                        let setup = Setup { client: *client, delivery: Some(*delivery), attack: Some(*attack), without: without.clone(), ..Setup::new(lane) };
                        let flow = run(&setup);
                        let a = flow.attack.unwrap();
                        let got = match a.outcome { Outcome::Succeeds => "OK", Outcome::NotApplicable => "na", _ => a.by.map_or("?", |c| c.id()) };
                        line += &format!(" {name}={got}");
                    }
                    println!("{line}");
                    if lane == Lane::Irsa { break; }
                }
                if lane == Lane::Irsa { break; }
            }
        }
    }
    for lane in Lane::ALL {
        for client in ClientKind::ALL { for at in AccessToken::ALL {
        let flow = run(&Setup{ client: *client, access_token: *at, ..Setup::new(*lane)});
        println!("{} {} {} messages={} refused={:?}", lane.id(), client.id(), at.id(), flow.messages.len(), flow.refused);
        }}
    }
    let flow = run(&Setup::new(Lane::Oidc));
    for m in &flow.messages { println!("== {} {} {} -> {}\n{}", m.step, m.title.id(), m.from.id(), m.to.id(), m.http); }
    for v in &flow.verifications { println!("{} {} {:?} {} {} {} {}", v.step, v.by.id(), v.number, v.check.id(), v.state.id(), v.expected, v.actual); }
    for l in &flow.links { println!("{:?}", l); }
    let flow = run(&Setup::new(Lane::Irsa));
    for m in &flow.messages { println!("== {} {} {} -> {}\n{}", m.step, m.title.id(), m.from.id(), m.to.id(), m.http); }
    for v in &flow.verifications { println!("{} {} {:?} {} {} {} {} {:?}", v.step, v.by.id(), v.number, v.check.id(), v.state.id(), v.expected, v.actual, v.rule); }
    for l in &flow.links { println!("{:?}", l); }
}
