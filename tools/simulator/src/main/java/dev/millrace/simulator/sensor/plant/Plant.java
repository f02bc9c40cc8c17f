package dev.millrace.simulator.sensor.plant;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** All devices, by facility and equipment. Sensors ascend with the devices and within them. */
public record Plant(List<Device> devices) {
    public Plant {
        devices = List.copyOf(devices);
    }

    /**
     * Builds one.
     *
     * @param name with which all facilities and sensors begin, so that runs do not share any
     * @param equipments in each facility
     * @param sensors on each equipment
     * @param random for what the sensors measure
     */
    public static Plant of(String name, int facilities, int equipments, int sensors, Random random) {
        List<Device> devices = new ArrayList<>();
        for (int f = 0; f < facilities; f++) {
            String facility = "%s-%s".formatted(name, numbered("F", f, facilities));
            for (int e = 0; e < equipments; e++) {
                String equipment = numbered("E", e, equipments);
                List<String> ids = IntStream.range(0, sensors)
                        .mapToObj(s -> "%s/%s/%s".formatted(facility, equipment, numbered("S", s, sensors)))
                        .toList();
                devices.add(new Device(devices.size(), facility, equipment, ids, random));
            }
        }
        return new Plant(devices);
    }

    /** Returns the facilities in ascending order. */
    public List<String> facilities() {
        return devices.stream().map(Device::facility).distinct().toList();
    }

    /** Returns the sensors in ascending order. */
    public List<String> sensors() {
        return devices.stream().flatMap(device -> device.sensors().stream()).toList();
    }

    /** Numbers names from 1, with as many digits as the last one has, so that their order as texts is the same. */
    private static String numbered(String letter, int index, int count) {
        String digits = Integer.toString(index + 1);
        return letter + "0".repeat(Integer.toString(count).length() - digits.length()) + digits;
    }
}
