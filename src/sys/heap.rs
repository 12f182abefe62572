//! The heap of the static files. musl's own makes 14 system calls in a healthy run; this one
//! begins with zeroed pages of the program and makes none.
//!
//! Unit tests keep the system's heap, because they run in several threads.

#![cfg(all(target_env = "musl", not(test)))]

use std::alloc::Layout;
use std::{mem, ptr};

use rustix::mm::{MapFlags, ProtFlags, mmap_anonymous};
use talc::TalcCell;
use talc::base::Talc;
use talc::base::binning::{Binning, DefaultBinning};
use talc::cell::TalcSyncCell;
use talc::source::Source;

/// Serves every allocation without a lock.
#[expect(
    unsafe_code,
    reason = "probelet has one thread, and its signal handlers do not allocate"
)]
#[global_allocator]
static HEAP: TalcSyncCell<Memory, DefaultBinning> =
    unsafe { TalcSyncCell::new(TalcCell::new(Memory::Arena)) };

/// Where the heap gets its next piece of memory.
#[derive(Debug)]
enum Memory {
    /// From `ARENA`, which is enough for a healthy run.
    Arena,
    /// From the kernel.
    Kernel,
}

#[expect(
    unsafe_code,
    reason = "each piece is handed to the heap once, is never given back, and nobody else uses it"
)]
unsafe impl Source for Memory {
    fn acquire<B: Binning>(heap: &mut Talc<Self, B>, layout: Layout) -> Result<(), ()> {
        let (start, size) = match mem::replace(&mut heap.source, Self::Kernel) {
            Self::Arena => ((&raw mut ARENA).cast(), ARENA_SIZE),
            Self::Kernel => {
                let size = layout.size().saturating_add(layout.align() + MAPPING_SIZE);
                let protection = ProtFlags::READ | ProtFlags::WRITE;
                let mapping =
                    unsafe { mmap_anonymous(ptr::null_mut(), size, protection, MapFlags::PRIVATE) };
                (mapping.map_err(|_| ())?.cast(), size)
            }
        };
        unsafe { heap.claim(start, size) }.map(|_| ()).ok_or(())
    }
}

/// Takes no bytes in the file; the kernel provides a page when it is first used.
static mut ARENA: [u8; ARENA_SIZE] = [0; ARENA_SIZE];

/// Bytes of `ARENA`.
const ARENA_SIZE: usize = 256 << 10;

/// Bytes asked from the kernel on top of the allocation that did not fit.
const MAPPING_SIZE: usize = 1 << 20;
