//! Inputs made from others, the same in each run.

use fastrand::Rng;

/// No input becomes longer, in bytes.
const LONGEST: usize = 64 << 10;

/// Numbers at which sums and lengths break.
const NUMBERS: [&str; 8] = [
    "0",
    "1",
    "-1",
    "255",
    "65536",
    "4294967295",
    "18446744073709551615",
    "99999999999999999999",
];

/// Bytes that mean something to one reader or another.
const BYTES: &[u8] = b"\0\x01\x7f\x80\xff\n\r \t\"'\\:;,./-+=<>()[]{}@#%~^0189azAZ";

/// Endless mutations of some inputs, of which there is at least one.
#[derive(Debug)]
pub struct Mutations {
    seeds: Vec<Vec<u8>>,
    random: Rng,
}

impl Mutations {
    /// The same seeds and the same number give the same inputs.
    ///
    /// # Panics
    /// Without a seed.
    #[must_use]
    pub fn new(seeds: Vec<Vec<u8>>, number: u64) -> Self {
        assert!(!seeds.is_empty(), "there is something to start from");
        Self {
            seeds,
            random: Rng::with_seed(number),
        }
    }

    fn seed(&mut self) -> usize {
        self.random.usize(..self.seeds.len())
    }

    /// A place in `data`, and the end of something short there.
    fn span(&mut self, data: &[u8]) -> (usize, usize) {
        let start = self.random.usize(..=data.len());
        let length = self.random.usize(..=(data.len() - start).min(32));
        (start, start + length)
    }

    fn change(&mut self, data: &mut Vec<u8>) {
        let (start, end) = self.span(data);
        match self.random.u8(..9) {
            0 if start < data.len() => data[start] ^= 1 << self.random.u8(..8),
            1 if start < data.len() => data[start] = self.byte(),
            2 => data.insert(start, self.byte()),
            3 => drop(data.drain(start..end)),
            4 => data.truncate(start),
            5 => {
                let copy = data[start..end].to_vec();
                let times = self.random.usize(1..64);
                data.splice(start..start, copy.repeat(times));
            }
            6 => number(&mut self.random, data, start),
            7 => {
                let other = self.seed();
                let other = self.seeds[other].clone();
                let (from, to) = self.span(&other);
                data.splice(start..end, other[from..to].iter().copied());
            }
            _ => {
                // Halves of two.
                let other = self.seed();
                let other = &self.seeds[other];
                let from = self.random.usize(..=other.len());
                data.truncate(start);
                data.extend_from_slice(&other[from..]);
            }
        }
    }

    fn byte(&mut self) -> u8 {
        if self.random.bool() {
            BYTES[self.random.usize(..BYTES.len())]
        } else {
            self.random.u8(..)
        }
    }
}

/// Puts another number in the place of the digits behind a place, or of its bytes.
fn number(random: &mut Rng, data: &mut Vec<u8>, from: usize) {
    let digit = |at: &usize| data[*at].is_ascii_digit();
    if let Some(start) = (from..data.len()).find(digit) {
        let end = (start..data.len()).find(|at| !digit(at));
        let new = NUMBERS[random.usize(..NUMBERS.len())];
        data.splice(start..end.unwrap_or(data.len()), new.bytes());
    } else if let Some(bytes) = data.get_mut(from..from + 4) {
        let new = random.choice([0, 1, 0x7fff_ffff, 0xffff_ffff, 0xffff_fff8_u32]);
        bytes.copy_from_slice(&new.unwrap_or_default().to_le_bytes());
    }
}

impl Iterator for Mutations {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        let seed = self.seed();
        let mut data = self.seeds[seed].clone();
        for _ in 0..self.random.u8(1..6) {
            self.change(&mut data);
            data.truncate(LONGEST);
        }
        Some(data)
    }
}
